#!/bin/sh
# A shell worker: a command that knows nothing of the worker protocol, run once per shard by the agent.
# Submit it with run {"kind": "command", "argv": ["sh", "/path/to/worker.sh"]}.
#
# It is told what to do by the environment:
#   MILLWRIGHT_SHARD   the shard's number
#   MILLWRIGHT_ITEM    the shard's item, as JSON (null when the job has only a count)
#   MILLWRIGHT_RESULT  where it may write its result, as JSON; without it the result is {"exit":0}
#   MILLWRIGHT_DIR     a folder of the attempt's own, also the working directory
# Exit status 0: the shard is done. Anything else: it failed, and the last lines of stderr say why.
set -eu
echo "shard $MILLWRIGHT_SHARD has item $MILLWRIGHT_ITEM"
printf '{"shard":%s,"item":%s}\n' "$MILLWRIGHT_SHARD" "$MILLWRIGHT_ITEM" >"$MILLWRIGHT_RESULT"
