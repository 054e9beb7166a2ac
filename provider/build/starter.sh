# Starts this file with Node. The build puts these lines before the launcher, in comments of
# JavaScript. If the first line of the standard output is not a handshake, Terraform shows that
# line. So errors go there.
if ! command -v node >/dev/null 2>&1; then
  echo "terraform-provider-keyplane needs Node.js MINIMUM_NODE or later, and there is no node on the PATH. Install Node.js, or add its folder to the PATH of terraform."
  exit 1
fi
# With --import in NODE_OPTIONS, Node would read the version at the end of this file's name as an
# unknown file type. `require` does not.
START='require(require("path").resolve(process.argv[1]))'
# A module that NODE_OPTIONS preloads may print. Terraform would read that as the handshake. So only
# the provider gets Terraform's pipe, as descriptor 3, and the output of other modules goes to the
# log.
if [ -n "${TF_PLUGIN_MAGIC_COOKIE:-}" ]; then
# A version manager may replace node with a program of its own: a script, or a link to a program of
# another name. If no version is chosen for the folder, it fails with an error that Terraform does
# not show. This extra start of Node happens only with a version manager.
  NODE=$(command -v node)
  LINK=$(readlink "$NODE" 2>/dev/null)
  case "${LINK##*/}" in '' | node | nodejs | node-* | node[0-9]*) FIRST=$(head -c 2 "$NODE" 2>/dev/null) ;; *) FIRST='#!' ;; esac
  if [ "$FIRST" = '#!' ]; then
    node --version </dev/null >/dev/null; STATUS=$?
    if [ "$STATUS" -ne 0 ]; then
      printf 'terraform-provider-keyplane cannot start: %s starts no Node.js in the folder %s (exit status %s). A version manager does that if no version is chosen for the folder. Choose Node.js MINIMUM_NODE or later there, or put the folder of a real Node.js first on the PATH of terraform. The log (TF_LOG=error) has the error of the version manager.\n' "$NODE" "$PWD" "$STATUS"
      exit 1
    fi
  fi
# If NODE_OPTIONS names a missing module or a wrong option, Node ends before our first line, and
# Terraform does not show the standard error. A module that ends Node may even report success, so
# this start of Node has to print a word. It also has to read this file, which fails with the
# permission model or with --input-type=module. This second start happens only if NODE_OPTIONS is
# set.
  if [ -n "${NODE_OPTIONS:-}" ]; then
    PRINTED=$(node -e 'require("fs").readFileSync(process.argv[1]); console.log("node-has-started"); process.exit(0)' -- "$0" </dev/null)
    if [ "${PRINTED%node-has-started*}" = "$PRINTED" ]; then
      printf 'terraform-provider-keyplane cannot start: Node.js fails with NODE_OPTIONS="%s". A module that it preloads is missing, fails or ends Node.js, or an option is wrong: correct NODE_OPTIONS, or unset it. The log (TF_LOG=error) has the error of Node.js.\n' "$NODE_OPTIONS"
      exit 1
    fi
  fi
  if ! { true 3>&1; } 2>/dev/null; then
    echo "terraform-provider-keyplane cannot tell Terraform where it listens: its standard output is closed." >&2
    exit 1
  fi
  export KEYPLANE_HANDSHAKE_FD=3
  exec node -e "$START" -- "$0" "$@" 3>&1 1>&2
fi
exec node -e "$START" -- "$0" "$@"
