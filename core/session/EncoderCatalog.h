// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/Sentence.h"
#include "core/base/Time.h"

namespace sluice {

// One video encoder, and whether it works on this computer.
struct EncoderFinding {
    std::string token; // of the setting video.encoder
    std::string label; // English, to be translated in the context "settings"
    bool usable = false;
    Sentence why; // not usable: why not
};

// Which video encoders work here, found by opening each, on a thread of its own, once a run. Lives in the thread that
// made it; no call but the end blocks.
class EncoderCatalog : public QObject {
    Q_OBJECT
public:
    // What opens an encoder, by its token; nothing: it works. A test brings its own.
    using Probe = std::function<std::optional<Sentence>(const std::string& token)>;
    // A driver may take seconds to wake a graphics card; one that takes longer is said not to answer [our choice].
    static constexpr Duration kDeadline = seconds(8);

    static constexpr Duration kLastAnswer = milliseconds(500);

    explicit EncoderCatalog(QObject* parent = nullptr);
    EncoderCatalog(Probe probe, Duration deadline, QObject* parent = nullptr);
    ~EncoderCatalog() override; // waits for the encoder that is being opened, for kLastAnswer at most

    void look(); // changed() follows; only the first call looks
    bool done() const; // all have answered, or had their time
    // In the order of the setting's choices; those that have not answered yet are left out.
    std::vector<EncoderFinding> found() const;

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

// What devicesJson() gives, with "encoders": [{"id": …, "label": …, "usable": …, "why": …}] beside it.
std::string withEncoders(const std::string& devicesJson, const std::vector<EncoderFinding>& found);

} // namespace sluice
