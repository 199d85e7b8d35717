# engine.sh — one Docker Engine in a capsule: its own network, mounts, processes and host name.
# Sourced by capsule.sh. Killing the capsule's first process ends engine, containers and mounts together.

engine_dir() { echo "$(slot_dir "$1")/$2"; }

engine_octet() { # SLOT NAME — the capsule's last address byte, given once and kept
  local dir all used
  dir=$(engine_dir "$1" "$2")
  if [ ! -f "$dir/octet" ]; then
    all=$(cat "$(slot_dir "$1")"/*/octet 2> /dev/null || true)
    for used in $(seq 11 250); do
      grep -qx "$used" <<< "$all" || { echo "$used" > "$dir/octet"; break; }
    done
  fi
  cat "$dir/octet"
}

engine_ip() { echo "$(slot_net "$1").$(cat "$(engine_dir "$1" "$2")/octet")"; }

# Newer engines keep images in containerd unless told otherwise (29.x does), so the choice is always written.
engine_config() { # SLOT STORE POOLS ONLINE(yes or empty)
  local net pools='' features='' mirror=''
  net=$(slot_net "$1")
  [ "$2" = default ] || features=", \"features\": {\"containerd-snapshotter\": $([ "$2" = containerd ] && echo true || echo false)}"
  [ "$3" != wide ] || pools=', "default-address-pools": [{"base": "10.192.0.0/12", "size": 24}]'
  [ -n "$4" ] || mirror=", \"registry-mirrors\": [\"http://$net.1:5100\"]"
  echo "{\"insecure-registries\": [\"$net.0/24\"]$mirror$features$pools}"
}

engine_up() { # SLOT NAME SUITE STORE(default|classic|containerd) POOLS(default|wide) RESOLV_CONF GROUP DISK(size or empty)
  local dir
  dir=$(engine_dir "$1" "$2")
  [ -x "$RIG_CACHE/eng/$3/usr/sbin/dockerd" ] || die "engine '$3' is not fetched: scripts/rig/fetch.sh base $3"
  mkdir -p "$dir/data"
  [ -z "$8" ] || mount -t tmpfs -o "size=$8" furtka-rig "$dir/data"
  engine_octet "$1" "$2" > /dev/null
  engine_config "$1" "$4" "$5" "${6:+yes}" > "$dir/daemon.json"
  echo "$3" > "$dir/suite"
  echo "$7" > "$dir/group"
  # An engine without a name server looks a Hub name up for 10 to 20 s; this one is refused at once.
  if [ -n "$6" ]; then cat "$6" > "$dir/resolv.conf"; else echo 'nameserver 127.0.0.1' > "$dir/resolv.conf"; fi
  capsule_up "$1" "$2"
  dockerd_up "$1" "$2"
}

capsule_up() { # SLOT NAME
  local p octet dir net ns try
  dir=$(engine_dir "$1" "$2") p=$(slot_prefix "$1") net=$(slot_net "$1")
  octet=$(cat "$dir/octet") ns=$p$2
  ip netns add "$ns"
  # After a power cut the kernel takes a moment to drop the old wire of the same name.
  for try in $(seq 100); do
    ip link add "e$octet" netns "${p}sw" type veth peer name eth0 netns "$ns" 2> /dev/null && break
    [ "$try" != 100 ] || die "the wire of $ns cannot be laid"
    sleep .05
  done
  ip -n "${p}sw" link set "e$octet" master br0 up
  ip -n "$ns" link set lo up
  ip -n "$ns" addr add "$net.$octet/24" dev eth0
  ip -n "$ns" link set eth0 up
  ip -n "$ns" route add default via "$net.1"
  # Run-time state names processes by numbers, which mean others in a new capsule.
  rm -rf "$dir/ready" "$dir/exec"
  # /run of its own: containerd's shims leave sockets in /run/containerd whatever its state folder is.
  setsid nsenter --net="/run/netns/$ns" \
    unshare --mount --pid --uts --fork --mount-proc --kill-child \
    "$RIG_CACHE/eng/base/usr/bin/tini-static" -s -- sh -c '
      hostname "$1"
      resolv=$(readlink -f /etc/resolv.conf)
      mount -t tmpfs -o mode=755 none /run
      case $resolv in /run/*) mkdir -p "${resolv%/*}"; : > "$resolv" ;; esac
      mount --bind "$2/resolv.conf" "$resolv"
      : > "$2/ready"
      exec sleep infinity' capsule "$2" "$dir" < /dev/null > "$dir/capsule.log" 2>&1 9>&- &
  local outer=$!
  for try in $(seq 250); do
    [ -e "$dir/ready" ] && break
    kill -0 "$outer" 2> /dev/null || die "the capsule $ns did not start: $(cat "$dir/capsule.log")"
    sleep .02
  done
  [ -e "$dir/ready" ] || die "the capsule $ns did not get ready"
  pgrep -x -P "$outer" tini-static > "$dir/init.pid"
}

in_capsule() { # SLOT NAME COMMAND...
  local dir
  dir=$(engine_dir "$1" "$2")
  shift 2
  nsenter -t "$(cat "$dir/init.pid")" -n -m -p -u "$@"
}

# Starts the engine in a living capsule. Run-time state of an engine that crashed here is kept, as on a real machine.
dockerd_up() { # SLOT NAME
  local dir suite try group=()
  dir=$(engine_dir "$1" "$2") suite=$(cat "$dir/suite")
  rm -f "$dir/dockerd.pid" "$dir/docker.sock"
  [ -z "$(cat "$dir/group")" ] || group=(--group "$(cat "$dir/group")")
  env -u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY \
    PATH="$RIG_CACHE/eng/$suite/usr/sbin:$RIG_CACHE/eng/$suite/usr/bin:$RIG_CACHE/eng/base/usr/sbin:$RIG_CACHE/eng/base/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    setsid nsenter -t "$(cat "$dir/init.pid")" -n -m -p -u \
    dockerd --config-file "$dir/daemon.json" --data-root "$dir/data" --exec-root "$dir/exec" \
    --pidfile "$dir/dockerd.pid" -H "unix://$dir/docker.sock" ${group[@]+"${group[@]}"} \
    --cgroup-parent "/$(slot_prefix "$1")$2" --exec-opt native.cgroupdriver=cgroupfs \
    --init-path "$RIG_CACHE/eng/base/usr/bin/tini-static" \
    < /dev/null >> "$dir/dockerd.log" 2>&1 9>&- &
  local outer=$!
  echo "$outer" > "$dir/nsenter.pid"
  for try in $(seq 600); do
    ! curl -sf -m 1 --unix-socket "$dir/docker.sock" http://engine/_ping > /dev/null || return 0
    kill -0 "$outer" 2> /dev/null || break
    sleep .05
  done
  say "the engine $2 did not start; the end of its log:"
  tail -n 15 "$dir/dockerd.log" >&2
  return 1
}

dockerd_pid() { pgrep -P "$(cat "$(engine_dir "$1" "$2")/nsenter.pid")" -x dockerd; }

wait_gone() { # PID SECONDS
  local try
  for try in $(seq $(($2 * 50))); do
    [ -e "/proc/$1" ] || return 0
    sleep .02
  done
  return 1
}

dockerd_signal() { # SLOT NAME SIGNAL — KILL and TERM wait for the end, STOP until every thread stands still
  local pid
  pid=$(dockerd_pid "$1" "$2") || die "engine $2 does not run"
  kill "-$3" "$pid"
  [ "$3" != CONT ] || wake_outer "$1" "$2"
  case $3 in KILL | TERM) wait_gone "$pid" 30 || die "engine $2 is still there 30 s after $3" ;;
    STOP) wait_still "$pid" || die "engine $2 still moves 5 s after $3" ;;
  esac
}

# A stop reaches a busy thread only when it is next interrupted: until then it may answer.
wait_still() { # PID
  local tries
  for tries in $(seq 500); do
    grep -hq '^State:[[:space:]]*[RSDI]' "/proc/$1"/task/*/status || return 0
    sleep 0.01
  done
  return 1
}

# nsenter stops itself together with its child, and reaps nothing while stopped.
wake_outer() { # SLOT NAME
  local outer
  outer=$(cat "$(engine_dir "$1" "$2")/nsenter.pid" 2> /dev/null) || return 0
  [ "$(cat "/proc/$outer/comm" 2> /dev/null)" != nsenter ] || kill -CONT "$outer"
}

# What pulling the machine's plug does: everything ends at once, the disk stays.
power_cut() { # SLOT NAME
  local dir ns group try init inside
  dir=$(engine_dir "$1" "$2") ns=$(slot_prefix "$1")$2
  init=$(cat "$dir/init.pid" 2> /dev/null || true)
  # Only what lives in the capsule's network is the capsule's: a stale pid file may name another process.
  inside=$([ ! -e "/run/netns/$ns" ] || ip netns pids "$ns")
  if [ -n "$init" ] && grep -qx "$init" <<< "$inside"; then
    kill -9 "$init"
    wake_outer "$1" "$2"
    wait_gone "$init" 20 || say "capsule $ns: its first process does not end"
  elif [ -n "$inside" ]; then
    # shellcheck disable=SC2086
    kill -9 $inside 2> /dev/null || true
  fi
  rm -f "$dir/init.pid" "$dir/nsenter.pid" "$dir/ready"
  [ ! -e "/run/netns/$ns" ] || ip netns del "$ns"
  for group in "/sys/fs/cgroup/$ns" /sys/fs/cgroup/*/"$ns"; do
    [ -d "$group" ] || continue
    for try in $(seq 100); do
      find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
      [ -d "$group" ] || break
      sleep .02
    done
  done
}

engine_down() { # SLOT NAME
  local dir try
  dir=$(engine_dir "$1" "$2")
  [ -d "$dir" ] || return 0
  power_cut "$1" "$2"
  ! mountpoint -q "$dir/data" || umount -l "$dir/data"
  for try in $(seq 50); do
    rm -rf "$dir" 2> /dev/null && return 0
    sleep .05
  done
  rm -rf "$dir"
}
