# Sourced by the scripts beside it.

# Prints the newest job jar below a root, since a build of another version leaves the older one;
# nothing where there is none.
job_jar() {
  local candidate newest=
  for candidate in "$1"/target/focal-audit-*-spark-*.jar "$1"/focal-audit-*-spark-*.jar; do
    [ ! -s "$candidate" ] || [ "$newest" -nt "$candidate" ] || newest=$candidate
  done
  printf '%s' "$newest"
}
