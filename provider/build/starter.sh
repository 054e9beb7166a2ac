# Starts this file with Node. The build puts these lines before the launcher, in comments of JavaScript.
# Terraform shows the first line of the standard output if it is no handshake, so errors go there.
if ! command -v node >/dev/null 2>&1; then
  echo "terraform-provider-keyplane needs Node.js MINIMUM_NODE or later, and there is no node on the PATH. Install Node.js, or add its folder to the PATH of terraform."
  exit 1
fi
# With --import in NODE_OPTIONS, Node would take the version at the end of this file's name for a file type
# that it does not know. `require` does not.
START='require(require("path").resolve(process.argv[1]))'
# A module that NODE_OPTIONS preloads may print. Terraform would take that for the handshake, so only the
# provider gets Terraform's pipe, as descriptor 3, and what is printed goes to the log.
if [ -n "${TF_PLUGIN_MAGIC_COOKIE:-}" ]; then
# A version manager may put a program of its own in the place of node: a script, or a link to a program of
# another name. If no version is chosen for the folder, it fails with an error that Terraform does not show.
# Only those who use a version manager pay for this start.
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
# Node ends before the first line of ours if NODE_OPTIONS names a missing module or a wrong option, and
# Terraform shows no standard error. A module that ends Node may even report success, so Node has to print a
# word. It also reads this file, which it cannot with the permission model, or with --input-type=module.
# Only those who set NODE_OPTIONS pay for this second start.
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
