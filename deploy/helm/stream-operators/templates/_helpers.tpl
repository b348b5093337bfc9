{{- define "fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- /* By these the pods are selected. They can never change. */ -}}
{{- define "selectorLabels" -}}
app.kubernetes.io/name: {{ include "fullname" . }}
app.kubernetes.io/component: webhook
{{- end -}}

{{- define "labels" -}}
app.kubernetes.io/name: {{ include "fullname" . }}
app.kubernetes.io/part-of: stream-operators
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end -}}

{{- /* "true" with TLS, nothing without. */ -}}
{{- define "isTls" -}}
{{- if or .Values.tls.enabled .Values.tls.certManager.enabled }}true{{ end -}}
{{- end -}}

{{- /* What each operator brings, and what each component adds, as YAML. */ -}}
{{- define "catalogue" -}}
{{ .Files.Get "files/catalogue.yaml" }}
{{- end -}}
{{- define "components" -}}
{{ .Files.Get "files/components.yaml" }}
{{- end -}}

{{- /* The kinds of the chosen operators, as a YAML list. */ -}}
{{- define "kindsOfChosen" -}}
{{- $catalogue := include "catalogue" . | fromYaml -}}
{{- range .Values.operators }}
{{- range get $catalogue . }}
- {{ toJson . }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* The documents of a file, as a YAML list. */ -}}
{{- define "documents" -}}
{{- range regexSplit "(?m)^---$" . -1 }}
- {{ fromYaml . | toJson }}
{{- end }}
{{- end -}}

{{- /* The rules of a ClusterRole that are not about the resources of an operator that is not chosen. */ -}}
{{- define "rulesOfChosen" -}}
{{- $chosen := list -}}
{{- range include "kindsOfChosen" .root | fromYamlArray }}{{ $chosen = append $chosen .group }}{{ end -}}
{{- $left := list -}}
{{- range include "catalogue" .root | fromYaml -}}
  {{- range . }}{{ if not (has .group $chosen) }}{{ $left = append $left .group }}{{ end }}{{ end -}}
{{- end -}}
{{- range .rules }}
{{- if not (has (first .apiGroups) $left) }}
- {{ toJson . }}
{{- end }}
{{- end }}
{{- end -}}
