# with-capsule.sh — for scripts that want an engine of their own for as long as they run. Sourced.
#
#   capsule_begin      take a slot; ended by capsule_end, or by the next run if this one is killed
#   capsule WORDS...   capsule.sh, as root

# shellcheck source=scripts/rig/paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

capsule() {
  local settings=(FURTKA_RIG_CACHE="$RIG_CACHE" FURTKA_RIG_RUN="$RIG_RUN" FURTKA_RIG_SLOT="${FURTKA_RIG_SLOT:-}")
  if [ "$(id -u)" = 0 ]; then
    env "${settings[@]}" "$rig_scripts/capsule.sh" "$@"
  else
    sudo env "${settings[@]}" "$rig_scripts/capsule.sh" "$@"
  fi
}

capsule_begin() {
  local said
  said=$(capsule switch-up $$)
  eval "$said"
}

capsule_end() {
  [ -n "${FURTKA_RIG_SLOT:-}" ] || return 0
  capsule switch-down
  unset FURTKA_RIG_SLOT
}
