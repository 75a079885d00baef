-- Plays a list of requests, one a line (METHOD PATH BODY), and says what came back as one line of JSON.
-- With "once" it stops at the end of the list, otherwise it begins again.

local player -- wrk's one thread, which has globals of its own
local requests, played, once = {}, 0, false
statuses = {}

function setup(thread)
   player = thread
end

function init(args)
   once = args[2] == "once"
   for line in io.lines(args[1]) do
      local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
      local headers = { ["Accept-Encoding"] = "gzip" }
      for name, value in pairs(wrk.headers) do
         headers[name] = value
      end
      if method == "POST" then
         headers["Content-Type"] = "application/x-www-form-urlencoded"
         headers["Sec-Fetch-Site"] = "same-origin"
      else
         body = nil
      end
      requests[#requests + 1] = wrk.format(method, path, headers, body)
   end
end

function request()
   played = played + 1
   if once and played > #requests then
      wrk.thread:stop()
   end
   return requests[(played - 1) % #requests + 1]
end

function response(status)
   statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency)
   local counts = {}
   for status, count in pairs(player:get("statuses")) do
      counts[#counts + 1] = string.format('"%d": %d', status, count)
   end
   local errors = summary.errors
   print(string.format(
      'RESULT {"seconds": %.6f, "p50": %.3f, "p99": %.3f, "broken": %d, "statuses": {%s}}',
      summary.duration / 1e6,
      latency:percentile(50) / 1e3,
      latency:percentile(99) / 1e3,
      errors.connect + errors.read + errors.write + errors.timeout,
      table.concat(counts, ", ")
   ))
end
