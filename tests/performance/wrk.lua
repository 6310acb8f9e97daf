-- Asks the given paths in turn and says at the end what came of it, as JSON.
local paths, place = {}, 0

function init(args)
   for _, path in ipairs(args) do paths[#paths + 1] = path end
end

function request()
   place = place % #paths + 1
   return wrk.format("GET", paths[place])
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %.3f, "median": %.3f, "p95": %.3f, "errors": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
      latency:percentile(95) / 1e3,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
