#!/usr/bin/env bash
# Uses the API as scripts do that were written against AI-Trader's server: with curl and jq, by the
# names and forms that it had. Every step says what it saw. Exits with 1 at the first step whose
# answer such a script could not use.
#
#   original_client.sh http://127.0.0.1:8080 CONFIG_FOLDER
set -euo pipefail

readonly url=$1 config=$2/default_config.json
readonly model=gpt-5 first=2024-01-02 last=2024-01-05
body='' status=0

# call METHOD PATH [BODY]: sets body and status.
call() {
    local method=$1 path=$2
    shift 2
    body=$(curl -sS -X "$method" "$url$path" ${1:+-d "$1"} -w '\n%{http_code}')
    status=${body##*$'\n'}
    body=${body%$'\n'*}
    printf '%s %s: %s %.160s\n' "$method" "$path" "$status" "$body"
}

# expect STATUS FILTER: the last answer has the status, and jq finds FILTER true in it.
expect() {
    [[ $status == "$1" ]] || { echo "  expected status $1" >&2; exit 1; }
    jq -e "$2" <<<"$body" >/dev/null || { echo "  expected $2" >&2; exit 1; }
}

# await JOB: polls the job's status until it has ended.
await() {
    local tries
    for ((tries = 0; tries < 600; ++tries)); do
        call GET "/simulate/status/$1"
        expect 200 '.job_id and .progress.total_model_days and (.details | type == "array")'
        case $(jq -r .status <<<"$body") in
        completed) return ;;
        pending | running) sleep 0.1 ;;
        *) exit 1 ;;
        esac
    done
    echo "  the job does not end" >&2
    exit 1
}

call GET /health
expect 200 '.status == "healthy" and .database == "connected"'

call POST /simulate/trigger "{\"config_path\": \"$config\", \"date_range\": [\"$first\", \"2024-01-03\"], \"models\": [\"$model\"]}"
expect 200 '.status == "pending" and .total_model_days == 2 and (.message | length > 0)'
job=$(jq -r .job_id <<<"$body")
await "$job"
expect 200 '.progress.completed == 2 and .progress.pending == 0 and .progress.failed == 0'

call GET "/results?job_id=$job"
expect 200 '.count > 0 and (.results | length) == .count and .results[0].model == "'$model'"'
call GET "/results?date=$first"
expect 200 '.count == 1 and .results[0].positions.CASH != null'
call GET "/results?model=$model"
expect 200 '.count > 0'
call GET "/results?date=2030-01-01"
[[ $(jq .count <<<"$body") == 0 ]] || { echo "  expected count 0" >&2; exit 1; }

# The container's path of the same config, and one day, in the later version's form.
call POST /simulate/trigger "{\"config_path\": \"/app/configs/default_config.json\", \"start_date\": \"$last\", \"models\": [\"$model\"]}"
if [[ $status == 400 ]]; then
    grep -qi 'already running' <<<"$body"
else
    expect 200 '.job_id | contains("-")'
    await "$(jq -r .job_id <<<"$body")"
fi
call GET "/results?start_date=$last&end_date=$last&model=$model"
expect 200 '.results[0] | .final_position.cash != null and .metadata.total_actions >= 0
            and .starting_position.portfolio_value > 0 and .daily_metrics.return_pct != null'

call POST /simulate/trigger '{"config_path": "/invalid/path.json", "date_range": ["2024-01-02"], "models": ["x"]}'
expect 400 '.detail | ascii_downcase | contains("does not exist")'
call GET /simulate/status/invalid-job-id
expect 404 '.detail == "Job invalid-job-id not found"'
call GET "/results?_=1712345678&date=$first"
expect 200 '.count == 1'
echo "all steps passed"
