-- Sends each request of a file once: "path<TAB>body" a line.
local lines, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
  wrk.headers["Content-Type"] = "text/xml"
end

function request()
  at = at + 1
  if at > #lines then
    wrk.thread:stop()
    at = #lines
  end
  local path, body = lines[at]:match("^([^\t]*)\t(.*)$")
  return wrk.format("POST", path, nil, body)
end
