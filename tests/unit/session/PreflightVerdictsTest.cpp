// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/session/PreflightVerdicts.h"

using namespace sluice;

namespace {

void compare(const CheckVerdict& verdict, CheckState state, const char* says)
{
    QVERIFY2(verdict.text.english().find(says) != std::string::npos, verdict.text.english().c_str());
    QCOMPARE(verdict.state, state);
}

} // namespace

class PreflightVerdictsTest : public QObject {
    Q_OBJECT
private slots:
    void picture()
    {
        compare(preflight::picture({}, 29.97, 30), CheckState::Good, "30 pictures a second");
        compare(preflight::picture({}, 24, 30), CheckState::Good, "24");
        compare(preflight::picture({}, 23.4, 30), CheckState::Warning, "23 pictures a second instead of 30");
        compare(preflight::picture({}, 0, 30), CheckState::Bad, "no picture in 5 s");
        compare(
            preflight::picture(Error(ErrorCode::NoCamera), 30, 30), CheckState::Bad, "No camera was found");
    }

    void whatStandsInIsNoCamera()
    {
        compare(preflight::testPicture(), CheckState::Warning, "Choose a camera");
        compare(preflight::testTone(), CheckState::Warning, "Choose a microphone");
    }

    void sound()
    {
        compare(preflight::sound({}, -12, false, true), CheckState::Good, "−12 dB");
        compare(preflight::sound({}, -60, false, true), CheckState::Bad, "silent");
        compare(preflight::sound({}, -59, false, true), CheckState::Warning, "quiet (−59 dB");
        compare(preflight::sound({}, -40, false, true), CheckState::Good, "−40");
        compare(preflight::sound({}, 0, false, true), CheckState::Warning, "clips");
        compare(preflight::sound({}, -12, true, true), CheckState::Warning, "muted");
        compare(preflight::sound({}, -200, false, false), CheckState::Warning,
            "None is chosen: viewers hear nothing");
        compare(preflight::sound({}, -12, true, true, true), CheckState::Warning, "the desktop sound alone");
        compare(
            preflight::sound({}, -200, false, false, true), CheckState::Warning, "the desktop sound alone");
        compare(preflight::sound(Error(ErrorCode::NoMicrophone), -200, false, true), CheckState::Bad,
            "No microphone was found");
    }

    void aFolderThatTakesNothing()
    {
        const Error no(ErrorCode::FileUnwritable, {"/x", "Not a directory"});
        compare(
            preflight::diskUnwritable(no, true), CheckState::Bad, "“/x” cannot be written: Not a directory");
        compare(preflight::diskUnwritable(no, false), CheckState::Warning, "cannot be written");
    }

    void encoder()
    {
        compare(preflight::encoder({}, 3.21, "libx264"), CheckState::Good,
            "With libx264 this computer encodes 3.2 times as fast");
        compare(preflight::encoder({}, 1.2, "libx264"), CheckState::Warning, "just keeps up");
        compare(preflight::encoder({}, 0.7, "libx264"), CheckState::Bad, "too slow");
        compare(preflight::encoder(Error(ErrorCode::EncoderMissing, {"x"}), 0, "x"), CheckState::Bad, "“x”");
        const Error noDevice(ErrorCode::EncoderFailed, {"h264_vaapi", "x"});
        compare(preflight::encoder({}, 3.21, "libx264", noDevice), CheckState::Warning,
            "x264 takes its place, and encodes 3.2 times");
        compare(preflight::encoder({}, 0.7, "libx264", noDevice), CheckState::Bad, "too slow");
    }

    void disk()
    {
        constexpr std::int64_t kHourOf4000 = 1'800'000'000;
        compare(preflight::disk(kHourOf4000 * 5, 4000), CheckState::Good, "5 hours");
        compare(preflight::disk(kHourOf4000 / 2, 4000), CheckState::Warning, "30 minutes");
        compare(preflight::disk(0, 4000), CheckState::Warning, "0 minutes");
        compare(preflight::disk(-1, 4000), CheckState::Skipped, "does not say");
    }

    void uplink()
    {
        compare(preflight::uplink({}, 3990, 3000, 1), CheckState::Good, "room to spare");
        compare(preflight::uplink({}, 3300, 3000, 1), CheckState::Warning,
            "3300 kb/s, hardly more than the 3000");
        compare(preflight::uplink({}, 1200, 3000, 1), CheckState::Bad, "carries 1200 kb/s; 3000 are needed");
        compare(preflight::uplink({}, 1200, 3000, 3), CheckState::Bad, "with 3 destinations at once");
        compare(preflight::uplink(Error(ErrorCode::KeyRefused), 0, 3000, 1), CheckState::Bad,
            "refused the stream key");
    }
};

QTEST_GUILESS_MAIN(PreflightVerdictsTest)
#include "PreflightVerdictsTest.moc"
