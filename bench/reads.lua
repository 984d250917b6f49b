-- Reads each path in turn, as from behind a proxy that thousands of phones come through.
local paths, requests, at = {}, {}, 0

function init(args)
  for path in args[1]:gmatch("[^,]+") do paths[#paths + 1] = path end
  for number = 1, 5000 do
    local from = string.format("10.%d.%d.%d", number % 250, math.floor(number / 250) % 250, number % 199 + 1)
    requests[number] = wrk.format("GET", paths[number % #paths + 1], { ["X-Forwarded-For"] = from })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
