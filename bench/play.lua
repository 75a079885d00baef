-- Plays a list of requests, one a line (METHOD PATH BODY), and says what came back as one line of JSON.
-- With "once" it stops when the whole list is answered, otherwise it begins again.

local ffi = require("ffi")
ffi.cdef [[
   typedef struct { long seconds; long nanoseconds; } bench_time;
   int clock_gettime(int clock, bench_time *time);
   int getpid(void);
   int kill(int pid, int signal);
]]

local player -- wrk's one thread, which has globals of its own
local requests, once = {}, false
local played = -1 -- wrk asks for one more request beforehand, and does not send it
local answered, list_ended = 0, nil
local LIST_ENDED = 299 -- the status of /list-ended/ (bench/urls.py), which nothing else answers
statuses = {}
begun, ended = 0, 0 -- seconds; ended only if the whole list was answered

local function now()
   local time = ffi.new("bench_time")
   ffi.C.clock_gettime(1, time) -- the monotonic clock
   return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

function setup(thread)
   player = thread
end

function init(args)
   once = args[2] == "once"
   list_ended = wrk.format("GET", "/list-ended/")
   -- Each request comes from another network, of those that RFC 2544 keeps for benchmarks.
   math.randomseed(tonumber(args[3]))
   local network = math.random(0, 131071)
   for line in io.lines(args[1]) do
      local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
      network = (network + 1) % 131072
      local headers = {
         ["Accept-Encoding"] = "gzip",
         ["X-Forwarded-For"] = string.format(
            "198.%d.%d.%d",
            18 + math.floor(network / 65536), math.floor(network / 256) % 256, network % 256
         ),
      }
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
   if played == 0 then
      begun = now()
   end
   played = played + 1
   if once and played > #requests then
      return list_ended -- wrk has to send something while the last answers are on their way
   end
   return requests[(played - 1) % #requests + 1]
end

function response(status)
   if status == LIST_ENDED then
      return
   end
   statuses[status] = (statuses[status] or 0) + 1
   answered = answered + 1
   if once and answered == #requests then
      ended = now()
      ffi.C.kill(ffi.C.getpid(), 2) -- SIGINT ends wrk at once. It would sleep out its time otherwise
   end
end

function done(summary, latency)
   local counts = {}
   for status, count in pairs(player:get("statuses")) do
      counts[#counts + 1] = string.format('"%d": %d', status, count)
   end
   local errors = summary.errors
   local seconds = summary.duration / 1e6
   if player:get("ended") > 0 then
      seconds = player:get("ended") - player:get("begun")
   end
   print(string.format(
      'RESULT {"seconds": %.6f, "p50": %.3f, "p99": %.3f, "broken": %d, "statuses": {%s}}',
      seconds,
      latency:percentile(50) / 1e3,
      latency:percentile(99) / 1e3,
      errors.connect + errors.read + errors.write + errors.timeout,
      table.concat(counts, ", ")
   ))
end
