// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/CameraControlSession.h"

#include <utility>

#include "core/devices/CameraControls.h"
#include "core/devices/DeviceLister.h"
#include "core/session/Background.h"

namespace sluice {

namespace {

struct Answer {
    std::string camera;
    std::vector<CameraControl> controls;
    std::optional<Error> problem;
    int refused = 0;
};

Result<CameraControls> openCamera(const std::string& id)
{
    const DeviceLister lister;
    std::string camera = id;
    if (camera.empty() || camera == "default") {
        const auto cameras = lister.cameras();
        if (cameras.empty())
            return Error(ErrorCode::NoCamera);
        camera = cameras.front().id;
    }
    const auto path = lister.cameraPath(camera);
    if (!path)
        return Error(ErrorCode::CameraNotFound, {cameraTitle(camera)});
    auto opened = CameraControls::open(*path);
    if (!opened && opened.error().code() == ErrorCode::CameraNotFound)
        return Error(ErrorCode::CameraNotFound, {cameraTitle(camera)});
    return opened;
}

} // namespace

class CameraControlSession::Private {
public:
    Private(CameraControlSession* session, Open o)
        : open(std::move(o))
        , work(session, [this, session](Answer answer) {
            if (answer.camera == camera) {
                now = std::move(answer);
                loading = false;
            }
            if (again)
                begin();
            emit session->changed();
        })
    { }

    void begin()
    {
        again = busy();
        if (again)
            return;
        work.start([open = open, camera = camera, values = std::exchange(wanted, {}),
                       standard = std::exchange(toStandard, false)](const StopToken&) {
            Answer answer;
            answer.camera = camera;
            auto controls = open(camera);
            if (!controls) {
                answer.problem = controls.error();
                return answer;
            }
            if (standard) {
                CameraControlValues all;
                for (const CameraControl& control : controls->list())
                    all[control.key] = control.standard;
                controls->apply(all); // what an automatic one decides is refused, and right
            }
            for (const auto& control : controls->list()) // buttons, too
                if (const auto value = values.find(control.key); value != values.end())
                    answer.refused += controls->set(control, value->second) ? 0 : 1;
            answer.controls = controls->list();
            return answer;
        });
    }
    bool busy() const { return work.working(); }

    const Open open;
    std::string camera;
    CameraControlValues wanted; // not yet under way
    bool toStandard = false;
    bool again = false; // there is more to do when what is under way has come back
    bool loading = true;
    Answer now;
    Background<Answer> work; // goes first
};

CameraControlSession::CameraControlSession(QObject* parent) : CameraControlSession(openCamera, parent) { }

CameraControlSession::CameraControlSession(Open open, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(open)))
{ }

CameraControlSession::~CameraControlSession() = default;

void CameraControlSession::choose(const std::string& camera)
{
    d->camera = camera;
    d->wanted.clear();
    d->toStandard = false;
    d->now = {};
    d->loading = true;
    d->begin();
}

void CameraControlSession::refresh()
{
    d->begin();
}

void CameraControlSession::set(const std::string& key, std::int64_t value)
{
    d->wanted[key] = value;
    d->begin();
}

void CameraControlSession::setStandard()
{
    d->wanted.clear();
    d->toStandard = true;
    d->begin();
}

const std::string& CameraControlSession::camera() const
{
    return d->camera;
}

const std::vector<CameraControl>& CameraControlSession::controls() const
{
    return d->now.controls;
}

const std::optional<Error>& CameraControlSession::problem() const
{
    return d->now.problem;
}

int CameraControlSession::refused() const
{
    return d->now.refused;
}

bool CameraControlSession::loading() const
{
    return d->loading;
}

} // namespace sluice
