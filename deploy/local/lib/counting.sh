# shellcheck shell=bash
# Counts tests. Every kind of check adds to the same two sums, and no way of failing adds nothing.

PASSED=0
FAILED=0

count() {
    PASSED=$((PASSED + $1))
    FAILED=$((FAILED + $2))
}

# count_step STATUS: a step that is a check in itself.
count_step() { if [[ $1 -eq 0 ]]; then count 1 0; else count 0 1; fi; }

# swift_testing_counts LOG: "passed failed" by the closing line of each test. Suites, the cases of a parameterised test
# and the summary of the run look alike and are left out.
swift_testing_counts() {
    LC_ALL=C awk '
        /^[^ ]+ Test run with / || /^[^ ]+ Test case / { next }
        /^[^ ]+ Test .* passed after [0-9.]+ seconds/ { passed++; next }
        /^[^ ]+ Test .* failed after [0-9.]+ seconds/ { failed++ }
        END { print passed + 0, failed + 0 }' "$1"
}

xctest_counts() {
    awk '
        /^Test Case .* passed \(/ { passed++ }
        /^Test Case .* failed \(/ { failed++ }
        END { print passed + 0, failed + 0 }' "$1"
}

# xml_counts FILE: "passed failed" of a JUnit report; skipped tests are neither.
xml_counts() {
    python3 - "$1" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree

passed = failed = 0
for case in tree.parse(sys.argv[1]).iter("testcase"):
    if case.find("failure") is not None or case.find("error") is not None:
        failed += 1
    elif case.find("skipped") is None:
        passed += 1
print(passed, failed)
PYTHON
}

# unfinished_tests LOG: the tests that began and never ended, which a crash leaves behind.
unfinished_tests() {
    LC_ALL=C awk '
        /^[^ ]+ Test .* started\.$/ && !/^[^ ]+ Test (run|case) / {
            name = $0; sub(/^[^ ]+ Test /, "", name); sub(/ started\.$/, "", name); open[name]++
        }
        /^[^ ]+ Test .* (passed|failed) after [0-9.]+ seconds/ {
            name = $0; sub(/^[^ ]+ Test /, "", name); sub(/ (passed|failed) after [0-9.]+ seconds.*/, "", name)
            sub(/ with [0-9]+ test cases?$/, "", name); open[name]--
        }
        END { for (name in open) if (open[name] > 0) print name }' "$1"
}

# count_swift_tests LOG REPORT STATUS: both libraries. The report is exact, but a crash leaves none; then the log counts.
count_swift_tests() {
    local log=$1 report=$2 status=$3 passed failed more_passed more_failed
    if [[ -s $report ]] && read -r passed failed < <(xml_counts "$report" 2>/dev/null); then :; else
        read -r passed failed < <(swift_testing_counts "$log")
    fi
    read -r more_passed more_failed < <(xctest_counts "$log")
    passed=$((passed + more_passed)) failed=$((failed + more_failed))
    # A crash, a time limit, or the thread sanitizer: nothing failed by name, but the run did.
    if [[ $status -ne 0 && $failed -eq 0 ]] || ! grep -q 'Test run with .* after ' "$log"; then
        failed=$((failed + 1))
        say "      the test run ended with status $status without a failed test of its own; unfinished:"
        unfinished_tests "$log" | head -n 20 | sed 's/^/        /' >&2
    fi
    # A filter with a typing error must not look like success.
    ((passed + failed > 0)) || { failed=1 && say "      no test has run"; }
    count "$passed" "$failed"
}
