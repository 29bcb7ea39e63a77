-- Asks for the addresses of a file in turn, each thread from a place of its own, and prints one line of figures.
local paths, at = {}, 0

function init(args)
    for path in io.lines(args[1]) do
        paths[#paths + 1] = path
    end
    math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 65536)
    at = math.random(#paths)
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format("figures %.1f %.2f %.2f %.2f %d",
        summary.requests * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
