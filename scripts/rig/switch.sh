# switch.sh — the wire between the host and the capsules of one slot. Sourced by capsule.sh.
#
# The bridge has a namespace of its own: on a bridge of the host the engines' frames would pass the host's
# firewall rules. The host is NET.1 to every capsule, each capsule is NET.OCTET to the host.

switch_up() { # SLOT
  local p net
  p=$(slot_prefix "$1") net=$(slot_net "$1")
  ip netns add "${p}sw"
  ip -n "${p}sw" link add br0 type bridge
  ip -n "${p}sw" link set br0 up
  ip link add "${p}h" type veth peer name p0 netns "${p}sw"
  ip -n "${p}sw" link set p0 master br0 up
  ip addr add "$net.1/24" dev "${p}h"
  ip link set "${p}h" up
}

switch_down() { # SLOT
  local p
  p=$(slot_prefix "$1")
  ! ip link show "${p}h" > /dev/null 2>&1 || ip link del "${p}h"
  [ ! -e "/run/netns/${p}sw" ] || ip netns del "${p}sw"
}

# --- a way out to the world, for `make run` only: tests stay inside ---

nat_rules() { # -I|-D SLOT
  local how=$1 p net own
  p=$(slot_prefix "$2") net=$(slot_net "$2")
  own=(-m comment --comment "furtka-rig-$2")
  iptables -w -t nat "$how" POSTROUTING -s "$net.0/24" ! -o "${p}h" "${own[@]}" -j MASQUERADE
  iptables -w "$how" FORWARD -i "${p}h" "${own[@]}" -j ACCEPT
  iptables -w "$how" FORWARD -o "${p}h" "${own[@]}" -j ACCEPT
}

# The first user of forwarding remembers how the machine had it, the last one puts it back.
nat_on() { # SLOT
  local before=$RIG_RUN/ip_forward.before
  [ -e "$before" ] || cat /proc/sys/net/ipv4/ip_forward > "$before"
  echo 1 > /proc/sys/net/ipv4/ip_forward
  touch "$(slot_dir "$1")/nat"
  nat_rules -I "$1"
}

nat_off() { # SLOT
  local before=$RIG_RUN/ip_forward.before
  [ -e "$(slot_dir "$1")/nat" ] || return 0
  nat_rules -D "$1" 2> /dev/null || true
  rm -f "$(slot_dir "$1")/nat"
  if [ -e "$before" ] && ! compgen -G "$RIG_RUN/*/nat" > /dev/null; then
    cat "$before" > /proc/sys/net/ipv4/ip_forward
    rm -f "$before"
  fi
}
