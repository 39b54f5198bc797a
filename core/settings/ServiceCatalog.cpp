// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/ServiceCatalog.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Url.h"
#include "core/settings/ServicesData.h"
#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

using nlohmann::json;

// What the data calls its servers, marked for the translators.
[[maybe_unused]] constexpr std::array kServerNames{QT_TRANSLATE_NOOP("core", "Nearest"),
    QT_TRANSLATE_NOOP("core", "Nearest, encrypted"), QT_TRANSLATE_NOOP("core", "Primary"),
    QT_TRANSLATE_NOOP("core", "Primary, encrypted"), QT_TRANSLATE_NOOP("core", "Encrypted")};

// Reads one object strictly: the first thing that is wrong is kept, and everything is asked for by name, so that what
// is left over is unknown.
class Fields {
public:
    Fields(const json& object, std::string where) : m_object(object), m_where(std::move(where))
    {
        if (!object.is_object())
            wrong("should be an object");
    }

    std::string text(const char* key, bool needed)
    {
        const json* value = take(key, needed);
        if (!value)
            return {};
        if (!value->is_string() || value->get_ref<const std::string&>().empty()
            || !isPlainText(value->get_ref<const std::string&>())) {
            wrong(fmt::format("“{}” should be a text", key));
            return {};
        }
        return value->get<std::string>();
    }

    double number(const char* key, double max)
    {
        const json* value = take(key, false);
        if (!value)
            return 0;
        const double n = value->is_number() ? value->get<double>() : -1;
        if (!(n > 0 && n <= max)) {
            wrong(fmt::format("“{}” should be a number above 0 and up to {}", key, max));
            return 0;
        }
        return n;
    }
    int whole(const char* key, int max)
    {
        const double n = number(key, max);
        if (n != std::floor(n))
            wrong(fmt::format("“{}” should be a whole number", key));
        return static_cast<int>(n);
    }

    const json* list(const char* key)
    {
        const json* value = take(key, true);
        if (value && (!value->is_array() || value->empty())) {
            wrong(fmt::format("“{}” should be a list with something in it", key));
            return nullptr;
        }
        return value;
    }
    std::vector<std::string> texts(const char* key)
    {
        std::vector<std::string> all;
        const json* values = list(key);
        for (std::size_t i = 0; values && i < values->size(); ++i) {
            if (!(*values)[i].is_string() || (*values)[i].get_ref<const std::string&>().empty())
                wrong(fmt::format("“{}” should hold texts", key));
            else
                all.push_back((*values)[i].get<std::string>());
        }
        return all;
    }

    void wrong(const std::string& what)
    {
        if (!m_problem)
            m_problem = m_where + ": " + what;
    }
    // After everything was asked for.
    std::optional<std::string> problem()
    {
        for (auto entry = m_object.begin(); m_object.is_object() && entry != m_object.end(); ++entry)
            if (std::ranges::find(m_asked, entry.key()) == m_asked.end())
                wrong(fmt::format("“{}” means nothing here", entry.key()));
        return m_problem;
    }

private:
    const json* take(const char* key, bool needed)
    {
        m_asked.emplace_back(key);
        const auto found = m_object.is_object() ? m_object.find(key) : m_object.end();
        if (m_object.is_object() && found != m_object.end())
            return &*found;
        if (needed)
            wrong(fmt::format("“{}” is missing", key));
        return nullptr;
    }

    const json& m_object;
    const std::string m_where;
    std::vector<std::string> m_asked;
    std::optional<std::string> m_problem;
};

bool isIngest(const std::string& text)
{
    const auto url = Url::parse(text);
    return url && (url->scheme == "rtmp" || url->scheme == "rtmps") && url->path.size() > 1
        && url->query.empty() && url->user.empty() && url->password.empty();
}

VideoSize sizeOf(Fields& fields, const std::string& text)
{
    VideoSize size;
    const auto cross = text.find('x');
    const auto numberOf = [](std::string_view digits) {
        int n = 0;
        for (const char c : digits)
            n = c >= '0' && c <= '9' && n < 10'000 ? n * 10 + (c - '0') : 100'000;
        return n;
    };
    if (cross != std::string::npos)
        size = {numberOf(std::string_view(text).substr(0, cross)),
            numberOf(std::string_view(text).substr(cross + 1))};
    if (size.width < 16 || size.height < 16 || size.width > 16'384 || size.height > 16'384)
        fields.wrong("“max_size” should be a size such as 1920x1080");
    return size;
}

std::optional<std::string> readServers(const json& list, const std::string& where, Service& service)
{
    for (std::size_t i = 0; i < list.size(); ++i) {
        Fields fields(list[i], fmt::format("{}, server {}", where, i + 1));
        Service::Server server{fields.text("name", true), fields.text("url", true)};
        if (!server.url.empty() && !isIngest(server.url))
            fields.wrong("“url” should be an rtmp or rtmps address with a path and without a key");
        if (auto problem = fields.problem())
            return problem;
        service.servers.push_back(std::move(server));
    }
    return std::nullopt;
}

std::optional<std::string> readService(const json& object, std::size_t number, Service& service)
{
    constexpr std::array<std::string_view, 3> kCodecs{"h264", "hevc", "av1"};
    const std::string where = fmt::format("service {}", number);
    Fields fields(object, where);
    service.id = fields.text("id", true);
    service.name = fields.text("name", true);
    service.hosts = fields.texts("hosts");
    service.codecs = fields.texts("codecs");
    const json* servers = fields.list("servers");
    service.maxVideoKbps = fields.whole("max_video_kbps", 1'000'000);
    service.maxAudioKbps = fields.whole("max_audio_kbps", 10'000);
    service.maxKeyframeS = fields.number("max_keyframe_s", 60);
    service.maxFps = fields.whole("max_fps", 240);
    if (const std::string size = fields.text("max_size", false); !size.empty())
        service.maxSize = sizeOf(fields, size);
    service.testQuery = fields.text("test_query", false);
    service.keyPage = fields.text("key_page", false);
    (void)fields.text("source", false);
    for (const std::string& codec : service.codecs)
        if (std::ranges::find(kCodecs, codec) == kCodecs.end())
            fields.wrong(fmt::format("there is no codec “{}”", codec));
    if (!service.keyPage.empty() && !service.keyPage.starts_with("https://"))
        fields.wrong("“key_page” should begin with https://");
    if (auto problem = fields.problem())
        return problem;
    return readServers(*servers, where, service);
}

Error bad(const std::string& what)
{
    return Error(ErrorCode::BadData, {"the list of services, " + what});
}

// As people write them: "H.264, HEVC".
std::string shownCodecs(const std::vector<std::string>& codecs)
{
    std::string all;
    for (const std::string& codec : codecs) {
        all += all.empty() ? "" : ", ";
        all += codec == "h264" ? "H.264" : codec == "hevc" ? "HEVC" : codec == "av1" ? "AV1" : codec;
    }
    return all;
}

} // namespace

Result<ServiceCatalog> ServiceCatalog::parse(std::string_view text)
{
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded())
        return bad("which is no JSON");
    Fields fields(root, "at the top");
    if (fields.text("schema", true) != "sluice.services/1")
        fields.wrong("“schema” should be “sluice.services/1”");
    const json* list = fields.list("services");
    if (auto problem = fields.problem())
        return bad(*problem);
    ServiceCatalog catalog;
    for (std::size_t i = 0; i < list->size(); ++i) {
        Service service;
        if (auto problem = readService((*list)[i], i + 1, service))
            return bad(*problem);
        if (catalog.find(service.id))
            return bad(fmt::format("service {}: “{}” is there twice", i + 1, service.id));
        catalog.m_services.push_back(std::move(service));
    }
    return catalog;
}

const ServiceCatalog& ServiceCatalog::builtIn()
{
    static const ServiceCatalog kCatalog = [] {
        auto parsed = parse(kServicesJson);
        return parsed ? *std::move(parsed) : ServiceCatalog();
    }();
    return kCatalog;
}

const Service* ServiceCatalog::find(std::string_view id) const
{
    const auto found = std::ranges::find(m_services, id, &Service::id);
    return found == m_services.end() ? nullptr : &*found;
}

const Service* ServiceCatalog::ofUrl(std::string_view text) const
{
    const auto url = Url::parse(text);
    if (!url)
        return nullptr;
    std::string host = url->host;
    std::ranges::transform(host, host.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    for (const Service& service : m_services)
        for (const std::string& domain : service.hosts)
            if (host == domain || host.ends_with("." + domain))
                return &service;
    return nullptr;
}

std::vector<Sentence> brokenLimits(const Service& service, const StreamFacts& facts)
{
    std::vector<Sentence> all;
    const auto over = [](double value, double limit) { return limit > 0 && value > limit + 0.001; };
    const auto say = [&](std::string_view sentence, const std::string& limit, const std::string& value) {
        all.emplace_back(sentence, std::vector<std::string>{service.name, limit, value});
    };
    if (over(facts.videoKbps, service.maxVideoKbps))
        say(QT_TRANSLATE_NOOP(
                "core", "%1 takes video of up to %2 kb/s; %3 kb/s is set. Lower it in Settings, Encoding."),
            std::to_string(service.maxVideoKbps), std::to_string(facts.videoKbps));
    if (over(facts.audioKbps, service.maxAudioKbps))
        say(QT_TRANSLATE_NOOP(
                "core", "%1 takes sound of up to %2 kb/s; %3 kb/s is set. Lower it in Settings, Audio."),
            std::to_string(service.maxAudioKbps), std::to_string(facts.audioKbps));
    if (over(facts.keyframeS, service.maxKeyframeS))
        say(QT_TRANSLATE_NOOP("core",
                "%1 wants a keyframe at least every %2 s; every %3 s is set. Change it in Settings, Encoding."),
            fmt::format("{:g}", service.maxKeyframeS), fmt::format("{:g}", facts.keyframeS));
    if (over(facts.fps, service.maxFps))
        say(QT_TRANSLATE_NOOP(
                "core", "%1 takes up to %2 pictures a second; %3 are set. Lower it in Settings, Video."),
            std::to_string(service.maxFps), fmt::format("{:g}", facts.fps));
    // Upright pictures count as if they lay.
    const auto longer = [](VideoSize s) { return std::max(s.width, s.height); };
    const auto shorter = [](VideoSize s) { return std::min(s.width, s.height); };
    if (over(longer(facts.size), longer(service.maxSize))
        || over(shorter(facts.size), shorter(service.maxSize)))
        say(QT_TRANSLATE_NOOP(
                "core", "%1 takes pictures of up to %2; %3 is set. Lower it in Settings, Video."),
            fmt::format("{}×{}", service.maxSize.width, service.maxSize.height),
            fmt::format("{}×{}", facts.size.width, facts.size.height));
    if (std::ranges::find(service.codecs, facts.codec) == service.codecs.end())
        say(QT_TRANSLATE_NOOP("core",
                "%1 takes %2 only; the encoder that is chosen makes %3. Change it in Settings, Encoding."),
            shownCodecs(service.codecs), shownCodecs({facts.codec}));
    return all;
}

std::string testUrl(const Service& service, const std::string& urlWithKey)
{
    if (service.testQuery.empty())
        return {};
    return urlWithKey + (urlWithKey.find('?') == std::string::npos ? "?" : "&") + service.testQuery;
}

} // namespace sluice
