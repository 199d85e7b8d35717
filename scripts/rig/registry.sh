# registry.sh — a plain image registry at NET.1:PORT, reached from the host and from every capsule of the slot.
# Sourced by capsule.sh. On port 5100 it also serves Docker Hub names, as the engines' mirror (push to library/NAME).

registry_runs() { # DIR — a stale pid file may name another process
  local pid
  pid=$(cat "$1/pid" 2> /dev/null) && tr '\0' ' ' 2> /dev/null < "/proc/$pid/cmdline" | grep -qF "serve $1/config.yml"
}

registry_up() { # SLOT NAME PORT [HTPASSWD_FILE] — nothing to do where it runs
  local dir try program=$RIG_CACHE/eng/registry/usr/bin/docker-registry
  dir=$(slot_dir "$1")/registry-$2
  ! registry_runs "$dir" || return 0
  [ -x "$program" ] || die "the registry is not fetched: scripts/rig/fetch.sh registry"
  mkdir -p "$dir/store"
  {
    echo 'version: 0.1'
    echo 'log: {accesslog: {disabled: true}, level: warn}'
    echo "storage: {filesystem: {rootdirectory: $dir/store}, delete: {enabled: true}}"
    echo "http: {addr: \"$(slot_net "$1").1:$3\"}"
    [ -z "${4:-}" ] || echo "auth: {htpasswd: {realm: rig, path: $4}}"
  } > "$dir/config.yml"
  setsid env OTEL_TRACES_EXPORTER=none "$program" serve "$dir/config.yml" < /dev/null >> "$dir/registry.log" 2>&1 9>&- &
  echo $! > "$dir/pid"
  for try in $(seq 200); do
    # Its own process, for an answer may come from another one at that address.
    registry_runs "$dir" || [ "$try" -lt 10 ] || break
    ! curl -s -m 1 -o /dev/null "http://$(slot_net "$1").1:$3/v2/" || ! registry_runs "$dir" || return 0
    sleep .02
  done
  die "the registry $2 did not start: $(tail -n 3 "$dir/registry.log")"
}

registry_down() { # SLOT NAME — its images stay for the next start
  local pid dir
  dir=$(slot_dir "$1")/registry-$2
  if registry_runs "$dir"; then
    pid=$(cat "$dir/pid")
    kill "$pid"
    wait_gone "$pid" 5 || kill -9 "$pid"
  fi
  rm -f "$dir/pid"
}
