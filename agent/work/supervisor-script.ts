/**
 * The detached supervisor of an attempt: a small /bin/sh, leader of a session of its own, that runs the argv once for each rank and writes
 * down who it started and how each ended. It needs nothing of the agent, so a killed agent loses nothing. No bash-isms: dash and bash run it, dash where there is one.
 *
 * Each rank has a keeper, a child of the supervisor, that waits for it alone. Keepers tell the supervisor of starts and ends through a pipe;
 * the pipe's end is the end of the last keeper, so one that was killed keeps nobody waiting. `wait` says 137 both of `exit 137` and of
 * SIGKILL; what tells them apart is that a shell names the signal on stderr when a command in its foreground died of one (it is silent of
 * SIGINT and SIGPIPE only: 130 and 141 count as those). podman says 128+n of signal n in a container, too, and bash is silent of all signals
 * where a script is an argument: there that is what counts.
 *
 * The first rank that fails ends the others: SIGTERM and SIGCONT to every process of the session, a second later SIGKILL. Not when
 * `stopping` is there: then the agent stops the attempt, with its own grace.
 *
 * Arguments: the attempt's folder, the number of ranks, the gang-wide number of the first ('-': no gang), the argv. Files in the folder:
 *
 *     launched/          made by the supervisor that goes on: launching twice is harmless
 *     boot               the boot id where it would see another than its agent does (a service, where both are in a container)
 *     pid                "supervisor pid-of-rank-0 its-start-ticks boot-id", once all ranks run
 *     env                variables that only the rank's own program gets; the rank inherits it open, as 6
 *     container          its ranks run in containers
 *     abandoned          whoever has not become a rank yet does not: the supervisor could not start them all
 *     stopping           local ranks that ran when they were told to stop
 *     exit               local ranks in the order in which they ended; last of all
 *     ranks/<n>/pid      "pid start-ticks keeper", before the rank's program is executed
 *     ranks/<n>/log      stdout and stderr, O_APPEND
 *     ranks/<n>/said     what the keeper's shell said: empty unless a signal ended the rank
 *     ranks/<n>/exit     "status exited", "128+n killed" or "137 killed oom"
 *
 * `oom`: SIGKILL, not for a stop, and meanwhile the kernel counted a kill for lack of memory in the supervisor's control group. The group of a
 * service goes with it, so this cannot be asked later.
 *
 * A shell ends where it cannot fork (a bound on processes): then those ranks that run are ended too, unless `pid` says who they are.
 *
 * What keeps it from starting is on its stderr, with an exit status that is not 0; later it says nothing there, because the agent that
 * listened may be gone. Variables begin with mw_, so that the job's own stay as they are.
 */
export const supervisorScript = `
mw_path=$PATH
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
mw_dir=$1 mw_ranks=$2 mw_first=$3
shift 3
if ! mw_said=$(mkdir "$mw_dir/launched" 2>&1); then
  [ -d "$mw_dir/launched" ] && exit 0
  echo "$mw_said" >&2
  exit 71
fi
trap : TERM HUP INT USR1 USR2

mw_fields() { mw_parent=$2 mw_ticks=\${20}; }

# becomes rank $mw_n: its pid and start time stay as they are when its program is executed
mw_become() {
  exec 2>&3
  read -r mw_stat </proc/self/stat || exit 71
  mw_fields \${mw_stat##*) }
  printf '%s %s %s\\n' "\${mw_stat%% *}" "$mw_ticks" "$mw_parent" >"$mw_home/pid" || exit 71
  [ -e "$mw_dir/abandoned" ] && exit 71
  if [ "$mw_first" != - ]; then
    export RANK=$((mw_first + mw_n)) ROLE_RANK=$((mw_first + mw_n)) LOCAL_RANK="$mw_n"
    export TORCHELASTIC_ERROR_FILE="$mw_home/error.json"
  fi
  PATH=$mw_path
  echo "run $mw_n 0" >&4
  [ -e "$mw_dir/env" ] && exec 6<"$mw_dir/env"
  exec "$@" >>"$mw_home/log" 2>&1 </dev/null 3>&- 4>&-
}

# kills for lack of memory in this control group (version 2, or 1) so far
mw_ooms() {
  mw_count=
  while IFS=: read -r mw_id mw_names mw_group; do
    case $mw_id:$mw_names in
      0:) mw_file=/sys/fs/cgroup$mw_group/memory.events ;;
      *:memory) mw_file=/sys/fs/cgroup/memory$mw_group/memory.oom_control ;;
      *) continue ;;
    esac
    [ -r "$mw_file" ] || continue
    while read -r mw_key mw_value; do [ "$mw_key" = oom_kill ] && mw_count=$mw_value; done <"$mw_file"
  done </proc/self/cgroup
}

mw_keep() {
  trap : TERM HUP INT USR1 USR2
  trap 'echo "end $mw_n 71" >&4; echo "rank $mw_n could not be kept" >&3' EXIT
  mw_home=$mw_dir/ranks/$mw_n
  exec 2>"$mw_home/said" 5<&-
  mw_ooms
  mw_before=$mw_count
  (mw_become "$@")
  mw_code=$? mw_how=exited
  case $mw_code in 130 | 141) mw_how=killed ;; esac
  [ "$mw_code" -gt 128 ] && [ -s "$mw_home/said" -o -e "$mw_dir/container" -o -n "$BASH_VERSION" ] && mw_how=killed
  if [ "$mw_code $mw_how" = '137 killed' ] && [ ! -e "$mw_dir/stopping" ]; then
    mw_ooms
    [ "$mw_count" = "$mw_before" ] || mw_how='killed oom'
  fi
  printf '%s %s\\n' "$mw_code" "$mw_how" >"$mw_home/exit.tmp" && mv "$mw_home/exit.tmp" "$mw_home/exit"
  trap - EXIT
  echo "end $mw_n $mw_code" >&4
}

# every process of the session but the supervisor and its own children
mw_tell() {
  mw_found=$(sed -n "s/^\\([0-9]*\\) (.*) [A-Za-z] \\([0-9]*\\) [0-9]* $$ .*/\\1:\\2/p" /proc/[0-9]*/stat 2>/dev/null)
  for mw_each in $mw_found; do
    [ "\${mw_each%:*}" = $$ ] || [ "\${mw_each#*:}" = $$ ] && continue
    for mw_signal in "$@"; do kill -s "$mw_signal" "\${mw_each%:*}" 2>/dev/null; done
  done
}

mw_stop_others() {
  [ -e "$mw_dir/stopping" ] && return
  mw_left= mw_n=0
  while [ "$mw_n" -lt "$mw_ranks" ]; do
    [ -e "$mw_dir/ranks/$mw_n/exit" ] || mw_left="$mw_left $mw_n"
    mw_n=$((mw_n + 1))
  done
  [ -n "$mw_left" ] || return
  echo "$mw_left" >"$mw_dir/stopping"
  mw_tell TERM CONT
  (
    trap 'kill $!; exit' TERM
    sleep 1 &
    wait
    mw_tell KILL
  ) 3>&- 5<&- &
  mw_timer=$!
}

mw_say_who() {
  read -r mw_child mw_ticks mw_parent <"$mw_dir/ranks/0/pid"
  mw_file=/proc/sys/kernel/random/boot_id
  [ -r "$mw_dir/boot" ] && mw_file=$mw_dir/boot
  read -r mw_boot <"$mw_file" || mw_boot=
  if printf '%s %s %s %s\\n' "$$" "$mw_child" "$mw_ticks" "$mw_boot" >"$mw_dir/pid.tmp" && mv "$mw_dir/pid.tmp" "$mw_dir/pid"; then
    trap - EXIT
    exec 2>/dev/null 3>&-
  else
    mw_tell KILL
    exit 71
  fi
}

# this shell ends where it cannot fork, and nobody would ever know what it has started; without any help of other programs
mw_abandon() {
  printf '' >"$mw_dir/abandoned"
  mw_n=0
  while [ "$mw_n" -lt "$mw_ranks" ]; do
    read -r mw_child mw_rest <"$mw_dir/ranks/$mw_n/pid" && kill -s KILL "$mw_child"
    mw_n=$((mw_n + 1))
  done 2>/dev/null
}

mkfifo "$mw_dir/pipe" || exit 71
exec 3>&2 4<>"$mw_dir/pipe" 5<"$mw_dir/pipe"
rm "$mw_dir/pipe"
cd "$mw_dir/work" || cd /
trap mw_abandon EXIT
mw_n=0
while [ "$mw_n" -lt "$mw_ranks" ]; do
  mw_keep "$@" &
  mw_n=$((mw_n + 1))
done
exec 4>&-
mw_runs=0 mw_order= mw_timer=
while read -r mw_what mw_n mw_code <&5; do
  if [ "$mw_what" = run ]; then
    mw_runs=$((mw_runs + 1))
    [ "$mw_runs" = "$mw_ranks" ] && mw_say_who
  else
    mw_order="$mw_order $mw_n"
    [ "$mw_code" = 0 ] || mw_stop_others
  fi
done
trap - EXIT
[ -n "$mw_timer" ] && kill "$mw_timer" 2>/dev/null
[ "$mw_runs" = "$mw_ranks" ] || exit 71
echo "$mw_order" >"$mw_dir/exit.tmp" && mv "$mw_dir/exit.tmp" "$mw_dir/exit"
exit 0
`
