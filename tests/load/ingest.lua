-- wrk script: posts the article beside it, each time as a new one.
-- The path of the article's text is the script's first argument:  wrk -s ingest.lua URL -- article.txt

local prefix, suffix

local function escaped(text)
    return (text:gsub('[\\"]', '\\%0'):gsub('\n', '\\n'):gsub('\r', '\\r'):gsub('\t', '\\t'))
end

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local count = 0
function init(args)
    local file = assert(io.open(args[1], "rb"))
    local text = escaped(file:read("a") or file:read("*a"))
    file:close()
    prefix = '{"source":"load","published_at":"2026-03-10","external_id":"' .. number .. '-' .. os.time() .. '-'
    suffix = '","text":"' .. text
end

function request()
    count = count + 1
    -- The number in the text makes the content differ, as real articles do.
    return wrk.format("POST", "/v1/articles", { ["content-type"] = "application/json" },
        prefix .. count .. suffix .. " (" .. number .. "/" .. os.time() .. "/" .. count .. ')"}')
end

local wrong = 0
function response(status)
    if status ~= 201 then wrong = wrong + 1 end
end
