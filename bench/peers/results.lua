-- The requests of wrk: GET /results for a random model and date. Arguments: their numbers, models first.
function init(args)
  models, dates = tonumber(args[1]), tonumber(args[2])
  math.randomseed(20251124)
end

function request()
  local date = math.random(0, dates - 1)
  return wrk.format("GET", string.format("/results?date=2025-%02d-%02d&model=model-%04d",
    1 + math.floor(date / 28), 1 + date % 28, math.random(0, models - 1)))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("result %.1f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
