import type { LuaEngine } from "wasmoon";
import { LuaFactory, LuaLibraries } from "wasmoon";

export interface ArgoHealth {
  status: string;
  message: string;
}

const factory = new LuaFactory();

/**
 * What Argo CD makes of a resource by a health check of its ConfigMap.
 *
 * It gives a script the resource as `obj`, and of Lua's libraries the basic one and that of tables, no more
 * (util/lua/lua.go of Argo CD). Its Lua is 5.1 and this one 5.4, so a script has to do with what both have.
 */
export async function argoHealth(script: string, resource: object): Promise<ArgoHealth> {
  const lua: LuaEngine = await factory.createEngine({
    openStandardLibs: false,
    enableProxy: false,
    injectObjects: false,
  });
  try {
    for (const library of [LuaLibraries.Base, LuaLibraries.Table]) lua.global.loadLibrary(library);
    // A null is nil there, as if the field were not.
    const fields = JSON.parse(JSON.stringify(resource), (_, value) => value ?? undefined);
    lua.global.set("obj", fields);
    return await lua.doString(script);
  } finally {
    lua.global.close();
  }
}
