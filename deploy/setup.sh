# Sourced by run, test and bench: installs what is missing, from Debian and npm; harmless when repeated.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Packages of packages.txt wanted for stage $1 (run | test) that are not installed.
missing_packages() {
  local name stage command
  while read -r name stage command; do
    case "$name" in ''|'#'*) continue ;; esac
    [ "$stage" = run ] || [ "$1" = test ] || continue
    [ -n "$command" ] && command -v "$command" >/dev/null && continue
    dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed' || printf '%s\n' "$name"
  done < deploy/packages.txt
}

install_packages() {
  local missing
  missing=$(missing_packages "$1" | tr '\n' ' ')
  [ -z "${missing// /}" ] && return 0
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "These Debian packages are missing, and there is no sudo to install them: $missing"
    as_root="sudo"
  fi
  say "Installing: $missing"
  # Debian's postgresql package would start a server of its own; the private cluster is all that is needed.
  $as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

install_node_packages() {
  local stamp=node_modules/.dutydesk-lock
  if ! cmp -s package-lock.json "$stamp"; then
    say "Installing the Node packages"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json "$stamp"
  fi
  install_static
}

# build PRESET TARGET…: configures once, then lets ninja find what changed.
build() {
  local preset=$1
  shift
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log" >&2; fail "configuring failed"; }
  ninja -C "build/$preset" "$@" >"build-$preset.log" 2>&1 || { tail -60 "build-$preset.log" >&2; fail "building failed"; }
}

# What pages take from npm, beside our own static files: htmx, and Mermaid's modules, which only pages with a chart load. Packed here once.
install_static() {
  local from=node_modules to=templates/static/vendor file
  [ "$to/.done" -nt package-lock.json ] && return 0
  rm -rf "$to"
  mkdir -p "$to/mermaid/chunks/mermaid.esm.min"
  cp "$from/htmx.org/dist/htmx.min.js" "$to/"
  cp "$from/mermaid/dist/mermaid.esm.min.mjs" "$to/mermaid/"
  cp "$from"/mermaid/dist/chunks/mermaid.esm.min/*.mjs "$to/mermaid/chunks/mermaid.esm.min/"
  find "$to" -name '*.mjs' -o -name '*.js' | while read -r file; do gzip -9 -n -k "$file"; done
  touch "$to/.done"
}
