#!/usr/bin/env bash
# Brings a fresh clone to where Drydock runs: npm dependencies, the build, and a Docker engine that answers.
# Prints what it does; does nothing twice. With --no-engine it leaves Docker alone,
# with --load-tools it brings what only the benches need.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

install_packages() {
  say "apt-get install $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qiE '^(ID|ID_LIKE)=.*(debian|ubuntu)' /etc/os-release; }

dependencies() {
  local stamp=node_modules/.drydock-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return; fi
  # better-sqlite3 is compiled where its prebuilt binary cannot be fetched.
  if ! command -v g++ >/dev/null && can_apt; then install_packages g++ make python3; fi
  say 'npm ci'
  npm ci --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json "$stamp"
}

build() {
  if [ -f dist/.built ] && [ -z "$(find src emulator fixtures test/bench test/support tsconfig*.json -newer dist/.built -print -quit)" ]; then return; fi
  say 'tsc'
  rm -rf dist
  npx --no-install tsc -p tsconfig.build.json
  touch dist/.built
}

engine_answers() { curl -sf --max-time 5 --unix-socket /var/run/docker.sock http://localhost/_ping >/dev/null 2>&1; }

# A killed engine leaves files that name its processes; another process may have such a number by now.
forget_stale() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || rm -f "$1"
}

engine() {
  if [ -n "${DOCKER_HOST:-}" ] || engine_answers; then return; fi
  if ! can_apt; then
    say 'No Docker engine answers on /var/run/docker.sock: install Docker (https://docs.docker.com/engine/install/) and start it, or set DOCKER_HOST.'
    exit 1
  fi
  command -v dockerd >/dev/null || install_packages docker.io iptables
  command -v curl >/dev/null || install_packages curl
  forget_stale /var/run/docker.pid dockerd
  forget_stale /var/run/docker/containerd/containerd.pid containerd
  say 'starting dockerd (its log is /var/log/drydock-dockerd.log)'
  nohup setsid dockerd >/var/log/drydock-dockerd.log 2>&1 </dev/null &
  for _ in $(seq 1 150); do
    if engine_answers; then return; fi
    sleep 0.2
  done
  say 'dockerd did not come up: see /var/log/drydock-dockerd.log'
  exit 1
}

# What the benches load the load balancer with, and hold it against; where it cannot be installed they say so.
load_tools() {
  local missing=()
  command -v wrk >/dev/null || missing+=(wrk)
  command -v nginx >/dev/null || missing+=(nginx-light)
  if [ "${#missing[@]}" = 0 ] || ! can_apt; then return; fi
  # Debian starts a service once it is installed, but nobody asked for an nginx that runs.
  local policy=/usr/sbin/policy-rc.d own=
  [ -e "$policy" ] || { own=1 && printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"; }
  install_packages "${missing[@]}"
  [ -z "$own" ] || rm -f "$policy"
}

dependencies
build
[ "${1:-}" != --load-tools ] || load_tools
[ "${1:-}" = --no-engine ] || engine
