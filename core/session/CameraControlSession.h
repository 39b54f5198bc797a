// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/Error.h"
#include "core/base/Result.h"
#include "core/media/CameraControl.h"

namespace sluice {

class CameraControls;

// The knobs of one camera, for the window: read and set on a thread of its own, beside whoever takes its pictures. Of
// values that come faster than the camera takes them only the last of each counts. Lives in the thread that made it.
class CameraControlSession : public QObject {
    Q_OBJECT
public:
    // Finds a camera by its id and opens its controls; a test gives made-up ones. Called on the session's own thread.
    using Open = std::function<Result<CameraControls>(const std::string& id)>;

    explicit CameraControlSession(QObject* parent = nullptr);
    CameraControlSession(Open open, QObject* parent);
    ~CameraControlSession() override; // waits for the driver, up to its own time-out

    // An id as the settings have it; "default" and empty: the first camera. changed() follows.
    void choose(const std::string& camera);
    void refresh(); // changed() follows
    void set(const std::string& key, std::int64_t value); // changed() follows
    void setStandard(); // all to what the maker thinks right; changed() follows

    const std::string& camera() const; // as it was chosen
    const std::vector<CameraControl>& controls() const;
    // Why there is nothing: the camera is not there, or does not answer.
    const std::optional<Error>& problem() const;
    int refused() const; // of the values that were set last
    bool loading() const; // nothing is known yet of the camera that was chosen

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
