#!/bin/sh
# Writes the root file system of the image to a folder: stage.sh FOLDER
#
# The Dockerfile runs this, and test/deploy/image.test.ts runs it and then what it wrote, so the two cannot drift.
# It needs what `npm ci` installs, and a glibc Linux: the runtime in the image is the Node that runs this. The same
# sources and the same Node give the same bytes; files are as old as SOURCE_DATE_EPOCH says.
set -eu
root=$1
source=$(cd "$(dirname "$0")/../.." && pwd)
epoch=${SOURCE_DATE_EPOCH:-0}
umask 022
# Where a runtime mounts things, since it cannot make folders in a root that is read-only.
mkdir -p "$root/app" "$root/dev" "$root/etc" "$root/proc" "$root/sys" "$root/tmp" "$root/usr/local/bin"

cd "$source"
node_modules/.bin/tsc -p tsconfig.build.json --outDir "$root/app/dist" --sourceMap false

# Production dependencies, out of those that are installed already: nothing is fetched a second time.
cp -R package.json package-lock.json LICENSE node_modules "$root/app/"
cd "$root/app"
npm prune --omit=dev --ignore-scripts --offline --no-audit --no-fund --loglevel=error
npm pkg delete devDependencies scripts --loglevel=error
rm -rf package-lock.json node_modules/.package-lock.json node_modules/.bin
find node_modules -type d -empty -delete

# The bill of materials, as CycloneDX, of what is here now: asked to omit development dependencies, npm also omits
# those of them that others need in production. It adds the hour, a random number and the folder's name, which say
# nothing about the content.
npm sbom --sbom-format=cyclonedx --loglevel=error | node -e '
  const bom = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  delete bom.serialNumber;
  bom.metadata.timestamp = new Date(process.argv[1] * 1000).toISOString();
  bom.metadata.component.name = require("./package.json").name;
  console.log(JSON.stringify(bom, null, 2));
' "$epoch" > sbom.cdx.json

# Node, the libraries it is linked with, and nothing else: no shell, no package manager, no distribution.
node=$(node -p 'fs.realpathSync(process.execPath)')
cp "$node" "$root/usr/local/bin/node"
for library in $(ldd "$node" | grep -o '/[^ ]*'); do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
echo 'nonroot:x:65532:65532::/nonexistent:/sbin/nologin' > "$root/etc/passwd"
echo 'nonroot:x:65532:' > "$root/etc/group"

find "$root" -exec touch -h -d "@$epoch" {} +
