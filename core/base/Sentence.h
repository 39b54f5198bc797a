// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Marks an English text in core for lupdate (it reads the word, not the macro), so that the window can show it in
// the reader's language; core itself knows English only. The context is always "core".
#ifndef QT_TRANSLATE_NOOP
#define QT_TRANSLATE_NOOP(context, text) text
#endif

namespace sluice {

// A text for people: an English template with %1 … %9, and what stands there. Reports and stderr print english();
// the window translates source() in the context "core" and then fills in the arguments.
class Sentence {
public:
    Sentence() = default;
    // `source` must be a literal wrapped in QT_TRANSLATE_NOOP("core", …): it is kept by view.
    explicit Sentence(std::string_view source, std::vector<std::string> args = {})
        : m_source(source)
        , m_args(std::move(args))
    { }

    bool empty() const { return m_source.empty(); }
    std::string_view source() const { return m_source; }
    const std::vector<std::string>& args() const { return m_args; }
    std::string english() const { return fill(m_source, m_args); }

    // `text` with %1 … %9 replaced; a place without an argument becomes nothing.
    static std::string fill(std::string_view text, const std::vector<std::string>& args);

    bool operator==(const Sentence&) const = default;

private:
    std::string_view m_source;
    std::vector<std::string> m_args;
};

} // namespace sluice
