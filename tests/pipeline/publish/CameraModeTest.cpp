// SPDX-License-Identifier: GPL-3.0-or-later
// Another mode of the camera, and live at once: what the mode before gave does not count.
#include <QTest>

#include "core/capture/TestPictureSource.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// Gives what it is asked for, and a picture only now and then: whoever reads it is waiting most of the time.
class SlowToSee final : public VideoSource {
public:
    explicit SlowToSee(Clock& clock) : m_clock(clock) { }
    Result<Opened> open(const VideoRequest& request, StopToken) override
    {
        return Opened{request.size, request.rate, false};
    }
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override
    {
        m_clock.sleepFor(patience, stop);
        return std::optional<VideoFrame>();
    }
    void close() override { }

private:
    Clock& m_clock;
};

} // namespace

class CameraModeTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsEncodedIsTheNewModesRate()
    {
        SystemClock clock;
        Broadcast broadcast;
        PublishPipeline& pipeline = broadcast.pipeline();
        const auto use = [&](FrameRate rate) {
            PublishPipeline::Sources sources;
            sources.request = {RestlessPicture::kSize, rate};
            sources.camera = [&]() -> Result<std::unique_ptr<VideoSource>> {
                return std::unique_ptr<VideoSource>(std::make_unique<SlowToSee>(clock));
            };
            sources.microphone
                = []() -> Result<std::unique_ptr<AudioSource>> { return Error(ErrorCode::NoMicrophone); };
            sources.cameraName = "camera";
            pipeline.setCanvas(RestlessPicture::kSize, rate);
            pipeline.setSources(std::move(sources));
        };
        const auto gives = [&](FrameRate rate) {
            const auto opened = pipeline.status().capture.opened;
            return opened && opened->rate == rate;
        };
        const FrameRate slow{15, 1}, fast{60, 1};
        use(slow);
        QVERIFY(waitFor([&] { return gives(slow); }, seconds(5)));
        use(fast);
        TempDir dir;
        broadcast.start({}, [&](PublishPipeline::LiveConfig& config) {
            config.video.rate = fast;
            config.recordFile = dir.file("talk.mkv");
        });
        QVERIFY(waitFor([&] { return gives(fast); }, seconds(5)));
        const FrameRate sent = pipeline.status().rate;
        QVERIFY2(sent == fast, qPrintable(QString::number(sent.value())));
        broadcast.stop();
    }
};

QTEST_GUILESS_MAIN(CameraModeTest)
#include "CameraModeTest.moc"
