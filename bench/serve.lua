-- Asks a server, each thread from a place of its own, and prints one line of figures.
--
--   list FILE             asks for the addresses of a file in turn
--   KIND FILE SEED        asks questions made of the titles in a file, hardly ever the same twice; KIND is one of those
--                         below, or `mixed` for what people ask together
local number = 0
local next_path
local titles

function setup(thread)
    number = number + 1
    thread:set("place", number)
end

local function lines(file)
    local all = {}
    for line in io.lines(file) do
        all[#all + 1] = line
    end
    return all
end

local function any(list)
    return list[math.random(#list)]
end

-- A run of up to `most` neighbouring words of a title. Words of many titles are asked for more often, as people do.
local function run_of(most)
    while true do
        local words = {}
        -- What is not ASCII belongs to a word; a run of Japanese is cut to a few characters below.
        for word in any(titles):gmatch("[%w\128-\255]+") do
            words[#words + 1] = word
        end
        if #words >= most then
            local from = math.random(#words - most + 1)
            return table.concat(words, " ", from, from + most - 1)
        end
    end
end

local function word()
    local whole = run_of(1)
    if whole:byte() < 128 then
        return whole
    end
    local characters = {}
    for character in whole:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
        characters[#characters + 1] = character
    end
    local length = math.min(#characters, math.random(2, 4))
    local from = math.random(#characters - length + 1)
    return table.concat(characters, "", from, from + length - 1)
end

local function day(year)
    return string.format("%d-%02d-%02d", year, math.random(12), math.random(28))
end

local function dates()
    local year = math.random(2005, 2025)
    return any {
        function() return string.format("public:%d-%02d", year, math.random(12)) end,
        function() return "public:>=" .. day(year) end,
        function() return "changed:" .. day(year) .. ".." .. day(year + math.random(0, 2)) end,
        function() return "public:" .. day(year) .. ".." .. day(year + math.random(0, 5)) end,
    }()
end

local function filter()
    return any {
        function() return "severity:" .. any { "critical", "high", "medium", "low", "unknown" } end,
        function() return string.format("score>=%.1f", math.random(0, 99) / 10) end,
        function() return string.format("epss>%.3f", math.random(0, 999) / 1000) end,
        function() return "exploited:yes" end,
        function() return "fix:yes" end,
        function() return "cwe:" .. any { 20, 22, 78, 79, 89, 94, 119, 125, 200, 287, 352, 416, 434, 476, 787, 862 } end,
        dates,
        dates,
    }()
end

local kinds = {
    { 15, "word", word },
    { 25, "words", function() return word() .. " " .. word() end },
    { 5, "many", function() return word() .. " " .. word() .. " " .. word() .. " " .. word() end },
    { 10, "phrase", function() return '"' .. run_of(2) .. '"' end },
    { 20, "filtered", function() return word() .. " " .. filter() end },
    { 10, "product", function() return any { "vendor:", "product:" } .. word() .. any { "", " " .. filter() } end },
    { 5, "either", function() return word() .. " OR " .. word() end },
    { 3, "without", function() return word() .. " -" .. word() end },
    { 5, "fields", function() return dates() .. " " .. filter() end },
    { 2, "begins", function() return word():sub(1, 4) .. "*" end },
}

local function mixed()
    local at = math.random(100)
    for _, kind in ipairs(kinds) do
        at = at - kind[1]
        if at <= 0 then
            return kind[3]()
        end
    end
end

local function search(question)
    local query = question:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end)
    local path = "/search?q=" .. query
    -- Half of all readers take the order as it is, and most look at the first page.
    if math.random(2) == 1 then
        path = path .. "&sort=" .. any { "public", "seen", "score", "epss", "id" }
    end
    if math.random(5) == 1 then
        path = path .. "&start=" .. 50 * math.random(4)
    end
    return path
end

function init(args)
    local wanted, file, seed = args[1], args[2], tonumber(args[3] or 1)
    math.randomseed(seed * 64 + place)
    if wanted == "list" then
        local paths = lines(file)
        local at = math.random(#paths)
        next_path = function()
            at = at % #paths + 1
            return paths[at]
        end
        return
    end
    titles = lines(file)
    local ask = wanted == "mixed" and mixed
    for _, kind in ipairs(kinds) do
        ask = ask or kind[2] == wanted and kind[3]
    end
    assert(ask, "no such kind of question")
    next_path = function() return search(ask()) end
end

function request()
    return wrk.format("GET", next_path(), { ["Accept"] = "text/html" })
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format("figures %.1f %.2f %.2f %.2f %d %d",
        summary.requests * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout, summary.requests))
end
