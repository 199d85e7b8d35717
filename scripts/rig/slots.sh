# slots.sh — several runs on one machine, none in another's way. Sourced by capsule.sh.
#
# A run owns a slot: a number that gives it a subnet (10.214.SLOT.0/24), a name prefix and a folder. The folder
# names the owner's process; a slot whose owner is gone is torn down by the next run that starts.

slot_dir() { echo "$RIG_RUN/$1"; }
slot_prefix() { echo "fr$1-"; }
slot_net() { echo "10.214.$1"; }

# A pid alone may be reused, so the start time goes with it.
process_id_card() { # PID
  [ -r "/proc/$1/stat" ] && echo "$1 $(sed 's/^.*) //' "/proc/$1/stat" 2> /dev/null | cut -d' ' -f20)"
}

slot_is_owned() { # SLOT
  local card pid
  card=$(cat "$(slot_dir "$1")/owner" 2> /dev/null) || return 1
  pid=${card%% *}
  [ -n "$pid" ] && [ "$(process_id_card "$pid")" = "$card" ]
}

with_slots_locked() { # COMMAND...
  mkdir -p "$RIG_RUN"
  # Engines started under the lock must not inherit it.
  (
    flock -w 60 9 || die "the list of slots stays locked"
    "$@"
  ) 9> "$RIG_RUN/lock"
}

slot_take() { # OWNER_PID — prints the slot
  local card slot
  card=$(process_id_card "$1") || die "no process $1 to own the slot"
  for slot in $(seq 1 250); do
    [ ! -e "$(slot_dir "$slot")" ] || continue
    [ -z "$(ip -4 route show "$(slot_net "$slot").0/24" 2> /dev/null)" ] || continue
    mkdir "$(slot_dir "$slot")"
    echo "$card" > "$(slot_dir "$slot")/owner"
    echo "$slot"
    return
  done
  die "no free slot in $RIG_RUN"
}

slots_of_the_dead() {
  local dir slot
  for dir in "$RIG_RUN"/[0-9]*; do
    [ -d "$dir" ] || continue
    slot=${dir##*/}
    slot_is_owned "$slot" || echo "$slot"
  done
}
