// SPDX-License-Identifier: GPL-3.0-or-later
// Half an hour on the air, as its user runs it, with the built-in server: is every picture at the server, in order and
// in step with the sound to the end, and does the program hold then what it held at the beginning? Two programs beside
// each other: one with the test tone; one that records, with a microphone whose clock is off by 104 ppm, which puts
// the sound 187 ms out of step in half an hour where nobody follows it. SLUICE_SOAK_SECONDS says another length. Where
// a picture is missing, or memory is held, just when the computer itself stood still, the run says nothing of the
// program: it is told, and is no pass.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/capture/TestTone.h"
#include "tests/e2e/Program.h"
#include "tests/e2e/ServerReader.h"
#include "tests/support/DriftingMicrophone.h"
#include "tests/support/ProcessFigures.h"
#include "tests/support/Standstills.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

constexpr int kMicrophoneRate = 48005;
constexpr std::int64_t kMostGrowthKb = 1024;
constexpr double kMostStepMs = 5; // by which lip sync may have moved
// A computer that stands still for longer than pictures can wait for the encoder (CaptureNode::kMailbox, less the one
// that is encoded) leaves some out, then or as it catches up, and those that waited are held once.
constexpr Duration kTooLong = milliseconds(67);
constexpr Duration kCaughtUp = milliseconds(500);
constexpr std::int64_t kHeldByStandstillKb = 3 * 1280 * 720 * 3 / 2 / 1024;
constexpr int kInconclusive = 77; // the exit status, which ctest tells as skipped

seconds soakLength()
{
    const char* said = std::getenv("SLUICE_SOAK_SECONDS"); // NOLINT(concurrency-mt-unsafe)
    return seconds(std::clamp(said != nullptr ? std::atoi(said) : 1800, 90, 86400));
}

// What is not measured: histories and pools fill, and a microphone's clock is followed fast for half a minute.
seconds settling(seconds length)
{
    return std::clamp(length / 12, seconds(45), seconds(150));
}

// At the beginning, after the settling, and at the end.
seconds window(seconds length)
{
    return std::clamp(length / 10, seconds(15), seconds(180));
}

double median(std::vector<double> values)
{
    if (values.empty())
        return NAN;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

// Something at the beginning and at the end.
struct Change {
    double first = NAN;
    double last = NAN;
    double by() const { return last - first; }
};

struct Sample {
    Duration at{}; // since the program was on the air
    ProcessFigures program;
    std::int64_t serverKb = 0; // anonymous, of nginx with all its processes
};

} // namespace

// One program on the air, its reader, and what it held from time to time.
class Soaked {
public:
    Soaked(
        const char* name, std::vector<std::string> arguments, std::map<std::string, std::string> environment)
        : m_name(name)
        , m_length(soakLength())
    {
        arguments.insert(arguments.begin(), {"live", "--headless", "--camera", "test"});
        for (const std::string& more :
            {std::string("--report"), m_dir.file("report.json"), std::string("--set"),
                std::string("server.rtmp_port=0"), std::string("--set"), std::string("server.http_port=0")})
            arguments.push_back(more);
        ChildProcess::Plan plan = sluiceWith(std::move(arguments));
        plan.environment.merge(environment);
        plan.environment["XDG_CONFIG_HOME"] = m_dir.file("config");
        m_program = std::make_unique<ChildProcess>(std::move(plan));
    }

    // False, with the reason in complaints(), where it does not get on the air.
    bool begin()
    {
        constexpr std::string_view kWatch = "watch rtmp://";
        if (!m_program->waitOutput(kWatch, seconds(20))) {
            complain("is not on the air: " + m_program->standardError());
            return false;
        }
        const std::string out = m_program->standardOutput();
        const auto url = out.find(kWatch) + kWatch.find("rtmp");
        m_reader = std::make_unique<ServerReader>(out.substr(url, out.find('\n', url) - url));
        m_began = m_clock.now();
        return true;
    }

    bool lasts() { return m_program->isRunning() && !m_reader->hasEnded(); }
    const ServerReader& reader() const { return *m_reader; }

    void sample()
    {
        Sample now{m_clock.now() - m_began, figuresOf(m_program->pid()), 0};
        for (const pid_t child : descendantsOf(m_program->pid()))
            now.serverKb += figuresOf(child).anonymousKb;
        m_samples.push_back(now);
    }

    void finish()
    {
        if (!m_program->isRunning())
            complain("has ended on the way: " + m_program->standardError());
        m_reader->stop();
        m_seen = m_reader->seen();
        m_program->signal(SIGTERM);
        constexpr int kInterrupted = 130;
        if (const auto exit = m_program->waitExit(seconds(10)); !exit || exit->code != kInterrupted)
            complain("did not end in order: " + m_program->standardError());
        else
            m_report = json::parse(readFile(m_dir.file("report.json")));
    }

    void judge(const Standstills& standstills)
    {
        m_standstills = &standstills;
        std::printf("%s\n", m_name);
        judgePictures();
        judgeSteps();
        judgeHoldings();
        std::fflush(stdout);
    }

    const QStringList& complaints() const { return m_complaints; }
    // What the computer's standing still explains, and perhaps something else would, too.
    const QStringList& doubts() const { return m_doubts; }

private:
    void complain(const std::string& what)
    {
        m_complaints << QString::fromStdString(std::string(m_name) + " " + what);
    }
    void expect(bool holds, const char* what)
    {
        if (!holds)
            complain(what);
    }
    void expectOrDoubt(bool holds, bool explained, const char* what)
    {
        if (holds)
            return;
        if (explained)
            m_doubts << QString(m_name) + " " + what;
        else
            complain(what);
    }

    // How many pictures are missing although no core stood still when they were to come.
    std::size_t missingUnexplained() const
    {
        std::size_t count = 0;
        for (std::size_t i = 1; i < m_seen.frames.size(); ++i) {
            const SeenFrame &before = m_seen.frames[i - 1], &after = m_seen.frames[i];
            if (after.sequence <= before.sequence + 1)
                continue;
            const Duration stood = m_standstills->within(
                monotonic(before.captured) - kCaughtUp, monotonic(after.captured) + kCaughtUp);
            count += stood >= kTooLong ? 0 : after.sequence - before.sequence - 1;
        }
        return count;
    }
    TimePoint monotonic(WallTime at) const { return m_clock.now() - (m_clock.wallNow() - at); }

    void judgePictures()
    {
        const Completeness whole = completenessOf(m_seen.frames);
        const std::size_t unexplained = missingUnexplained();
        const double expected = toSeconds(m_length) * 30;
        std::printf(
            "  pictures: %zu, %zu missing (%zu though no core stood still), %zu again, %s; %zu unreadable, "
            "DTS not rising %zu, jumps %zu; sound away from its stamps by %.2f ms at most\n",
            whole.distinct, whole.missing, unexplained, whole.repeated,
            whole.inOrder ? "in order" : "NOT in order", m_seen.unreadable, m_seen.unordered, m_seen.jumps,
            m_seen.worstGapMs);
        expect(m_seen.ended.empty(), ("was left by its reader: " + m_seen.ended).c_str());
        expect(static_cast<double>(whole.distinct) > 0.98 * expected, "did not bring enough pictures");
        expectOrDoubt(whole.missing == 0, unexplained == 0, "lost pictures");
        expect(whole.inOrder && whole.repeated == 0, "repeated or exchanged pictures");
        expect(m_seen.unreadable == 0, "brought damaged pictures");
        expect(m_seen.unordered == 0 && m_seen.jumps == 0, "has time stamps that do not rise steadily");
        expect(m_seen.worstGapMs < 2, "lost sound"); // the container counts in milliseconds
        std::printf("  its own counters: %s\n", m_report["frames"].dump().c_str());
    }

    // The values of `of` in the two windows, by the stream's time of the picture that they belong to.
    template <typename Of>
    std::pair<std::vector<double>, std::vector<double>> windows(Of of) const
    {
        std::vector<double> first, last;
        if (m_seen.frames.empty())
            return {first, last};
        const WallTime from = m_seen.frames.front().shown + settling(m_length);
        const WallTime to = m_seen.frames.back().shown - window(m_length);
        std::vector<SeenFrame> early, late;
        for (const SeenFrame& frame : m_seen.frames) {
            if (frame.shown >= from && frame.shown < from + window(m_length))
                early.push_back(frame);
            if (frame.shown >= to)
                late.push_back(frame);
        }
        return {of(early), of(late)};
    }

    void judgeSteps()
    {
        const auto [firstSync, lastSync] = windows(
            [this](const std::vector<SeenFrame>& frames) { return flashMinusBeep(frames, m_seen.beeps); });
        const auto [firstClock, lastClock] = windows([](const std::vector<SeenFrame>& frames) {
            std::vector<double> values;
            values.reserve(frames.size());
            for (const SeenFrame& frame : frames)
                values.push_back(toMsReal(frame.shown - frame.captured));
            return values;
        });
        std::printf("  flash-beep: first %s, last %s: moved by %.2f ms\n", spread(firstSync).c_str(),
            spread(lastSync).c_str(), mean(lastSync) - mean(firstSync));
        std::printf(
            "  the stream's clock less the wall's: moved by %.2f ms\n", mean(lastClock) - mean(firstClock));
        const auto enough = 0.9 * toSeconds(window(m_length));
        expect(static_cast<double>(std::min(firstSync.size(), lastSync.size())) >= enough,
            "brought too few flashes with beeps");
        expect(std::abs(mean(lastSync) - mean(firstSync)) <= kMostStepMs, "has moved sound against picture");
        const std::vector<double>& ages = m_seen.agesMs;
        const auto count
            = std::min(ages.size() / 2, static_cast<std::size_t>(30 * toSeconds(window(m_length))));
        const auto skip = static_cast<std::ptrdiff_t>(
            std::min(ages.size() - count, static_cast<std::size_t>(30 * toSeconds(settling(m_length)))));
        const auto some = static_cast<std::ptrdiff_t>(count);
        const Change age{median({ages.begin() + skip, ages.begin() + skip + some}),
            median({ages.end() - some, ages.end()})};
        std::printf(
            "  from capture to the reader: first %.1f ms, last %.1f ms (medians)\n", age.first, age.last);
        expect(age.by() < 20, "is later at its end than at its beginning");
    }

    template <typename Of>
    Change change(Of of) const
    {
        std::vector<double> first, last;
        const Duration from = settling(m_length);
        for (const Sample& sample : m_samples) {
            if (sample.at >= from && sample.at < from + window(m_length))
                first.push_back(static_cast<double>(of(sample)));
            if (sample.at >= m_samples.back().at - window(m_length))
                last.push_back(static_cast<double>(of(sample)));
        }
        return {median(first), median(last)};
    }

    void judgeHoldings()
    {
        if (m_samples.empty())
            return complain("was never looked at");
        const Change own = change([](const Sample& s) { return s.program.anonymousKb; });
        const Change shared = change([](const Sample& s) { return s.program.shareKb; });
        const Change server = change([](const Sample& s) { return s.serverKb; });
        const Change threads = change([](const Sample& s) { return s.program.threads; });
        const Change files = change([](const Sample& s) { return s.program.descriptors; });
        std::printf(
            "  memory of its own: first %.0f kB, last %.0f kB: %+.0f kB; PSS %.0f kB, %+.0f kB; nginx %.0f kB, "
            "%+.0f kB\n",
            own.first, own.last, own.by(), shared.first, shared.by(), server.first, server.by());
        std::printf("  by tenths of the run, kB:");
        for (std::size_t tenth = 0; tenth < 10; ++tenth)
            std::printf(" %lld",
                static_cast<long long>(m_samples[tenth * m_samples.size() / 10].program.anonymousKb));
        std::int64_t unsent = 0;
        for (const Sample& sample : m_samples)
            unsent = std::max(unsent, sample.program.unsentBytes);
        const Sample &begin = m_samples.front(), &end = m_samples.back();
        std::printf(
            "\n  threads %.0f, %+.0f; descriptors %.0f, %+.0f; unsent at most %lld bytes; %.1f %% of a core\n",
            threads.first, threads.by(), files.first, files.by(), static_cast<long long>(unsent),
            (end.program.processorSeconds - begin.program.processorSeconds) * 100
                / std::max(1.0, toSeconds(end.at - begin.at)));
        const bool stood = m_standstills->longest(m_began, m_began + end.at) >= kTooLong;
        expectOrDoubt(own.by() < kMostGrowthKb,
            stood && own.by() < static_cast<double>(kMostGrowthKb + kHeldByStandstillKb),
            "holds more memory at its end than at its beginning");
        expect(server.by() < kMostGrowthKb, "has a server that holds more memory than at its beginning");
        expect(std::abs(threads.by()) < 1, "has other threads at its end than at its beginning");
        expect(std::abs(files.by()) < 1, "has other files open at its end than at its beginning");
        constexpr std::int64_t kSecondOfStream = 350'000; // bytes
        expect(unsent < kSecondOfStream, "had its send queue full");
    }

    const char* m_name;
    const seconds m_length;
    TempDir m_dir;
    SystemClock m_clock;
    std::unique_ptr<ChildProcess> m_program;
    std::unique_ptr<ServerReader> m_reader;
    TimePoint m_began;
    std::vector<Sample> m_samples;
    ServerReader::Seen m_seen;
    json m_report;
    const Standstills* m_standstills = nullptr;
    QStringList m_complaints;
    QStringList m_doubts;
};

class SoakTest : public QObject {
    Q_OBJECT
private slots:
    void microphoneWhoseClockIsOff()
    {
        if (const std::string missing = PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
    }

    void nothingIsLostAndNothingGrows()
    {
        std::vector<std::unique_ptr<Soaked>> all;
        all.push_back(std::make_unique<Soaked>("Test picture and tone",
            std::vector<std::string>{"--microphone", "tone"}, std::map<std::string, std::string>()));
        if (const std::string missing = PulseServer::whatIsMissing(); missing.empty())
            all.push_back(withDriftingMicrophone());
        const Standstills standstills;
        const SystemClock clock;
        const TimePoint began = clock.now();
        for (const auto& each : all)
            QVERIFY2(each->begin(), qPrintable(each->complaints().join('\n')));
        soak(all);
        const auto stood = toMs(standstills.longest(began, clock.now()));
        std::printf("the computer stood still for %lld ms at most, %.1f s in all\n",
            static_cast<long long>(stood), toSeconds(standstills.within(began, clock.now())));
        QStringList complaints, doubts;
        for (const auto& each : all) {
            each->finish();
            each->judge(standstills);
            complaints << each->complaints();
            doubts << each->doubts();
        }
        m_microphone.reset();
        QVERIFY2(complaints.isEmpty(), qPrintable((complaints + doubts).join('\n')));
        m_inconclusive = !doubts.isEmpty();
        if (m_inconclusive)
            QSKIP(qPrintable(
                QStringLiteral("The computer stood still for up to %1 ms, and so this says nothing: %2")
                    .arg(stood)
                    .arg(doubts.join(QStringLiteral("; ")))));
    }

public:
    bool inconclusive() const { return m_inconclusive; }

private:
    std::unique_ptr<Soaked> withDriftingMicrophone()
    {
        m_pulse = std::make_unique<PulseServer>();
        m_microphone = std::make_unique<DriftingMicrophone>(
            *m_pulse, kMicrophoneRate, [this](std::int64_t first, std::span<std::int16_t> out) {
                std::vector<float> tone(out.size());
                fillTestTone({kMicrophoneRate, PulseServer::kChannels}, first - m_beepsAt, tone);
                std::ranges::transform(tone, out.begin(),
                    [](float x) { return static_cast<std::int16_t>(std::lround(x * 32767)); });
            });
        return std::make_unique<Soaked>("A microphone whose clock is off, and a recording",
            std::vector<std::string>{"--microphone", std::string("pulse:") + DriftingMicrophone::kName,
                "--record", m_dir.file("soak.mkv")},
            m_pulse->environment());
    }

    // The microphone hears a beep with each flash. Once, as long as things settle: from then on its clock decides.
    void beepWithTheFlashes(const ServerReader& reader)
    {
        const auto flash = reader.lastFlash();
        if (!flash || m_beepsWithFlashes)
            return;
        SystemClock clock;
        const auto ago = clock.wallNow() - *flash;
        const auto heard = std::chrono::steady_clock::now() - ago - m_microphone->began();
        m_beepsAt = std::chrono::duration_cast<Duration>(heard).count() * kMicrophoneRate / 1'000'000;
        m_beepsWithFlashes = true;
    }

    void soak(const std::vector<std::unique_ptr<Soaked>>& all)
    {
        const auto length = soakLength();
        const auto step = length >= seconds(600) ? milliseconds(10'000) : milliseconds(2000);
        const auto until = std::chrono::steady_clock::now() + length;
        double load[1] = {}, loads = 0;
        int looks = 0;
        while (std::chrono::steady_clock::now() < until
            && std::ranges::all_of(all, [](const auto& each) { return each->lasts(); })) {
            for (const auto& each : all)
                each->sample();
            if (m_microphone)
                beepWithTheFlashes(all.back()->reader());
            if (getloadavg(load, 1) == 1) {
                loads += load[0];
                ++looks;
            }
            QTest::qWait(static_cast<int>(step.count()));
        }
        const double average = loads / std::max(1, looks);
        const unsigned cores = std::thread::hardware_concurrency();
        std::printf("%lld s on the air, load %.1f on average on %u cores\n",
            static_cast<long long>(length.count()), average, cores);
    }

    TempDir m_dir;
    std::unique_ptr<PulseServer> m_pulse;
    std::atomic<std::int64_t> m_beepsAt = 0; // a frame of the microphone
    bool m_beepsWithFlashes = false;
    bool m_inconclusive = false;
    std::unique_ptr<DriftingMicrophone> m_microphone; // its thread reads the one above
};

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const auto patience = std::chrono::duration_cast<milliseconds>(soakLength() + seconds(120));
    qputenv("QTEST_FUNCTION_TIMEOUT",
        QByteArray::number(static_cast<qlonglong>(patience.count()))); // Qt's: 5 minutes
    SoakTest test;
    const int failed = QTest::qExec(&test, argc, argv);
    return failed == 0 && test.inconclusive() ? kInconclusive : failed;
}
#include "SoakTest.moc"
