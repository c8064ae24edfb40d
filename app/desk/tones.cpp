// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/tones.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace streamgauge {

namespace {

constexpr int sample_rate = 22'050;
constexpr double note_s = 0.22;
constexpr double pause_s = 0.06;
constexpr double soften_s = 0.03;
constexpr double loudness = 0.35;

/// Of the notes, equal temperament, A4 = 440 Hz.
std::vector<double> notes(Severity severity)
{
    constexpr double c5 = 523.25;
    constexpr double e5 = 659.26;
    constexpr double g5 = 783.99;
    switch (severity) {
    case Severity::Critical: return { c5, e5, g5 };
    case Severity::Warning: return { e5, c5 };
    case Severity::Info: return { c5 };
    }
    return {};
}

void appendNote(QByteArray &samples, double frequency)
{
    const int count = static_cast<int>(note_s * sample_rate);
    for (int index = 0; index < count; ++index) {
        const double time_s = static_cast<double>(index) / sample_rate;
        const double edge_s = std::min(time_s, note_s - time_s);
        const double envelope = std::min(1.0, edge_s / soften_s) * std::exp(-4.0 * time_s);
        const double phase = 2.0 * std::numbers::pi * frequency * time_s;
        const double wave = std::sin(phase) + 0.2 * std::sin(2.0 * phase);
        const auto sample = qToLittleEndian(static_cast<qint16>(wave * envelope * loudness * 32'767.0 / 1.2));
        samples.append(reinterpret_cast<const char *>(&sample), sizeof sample);
    }
}

template <typename Number> void append(QByteArray &bytes, Number number)
{
    const Number little = qToLittleEndian(number);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

} // namespace

QByteArray toneWav(Severity severity)
{
    QByteArray samples;
    for (const double frequency : notes(severity)) {
        if (!samples.isEmpty())
            samples.append(static_cast<int>(pause_s * sample_rate) * 2, '\0');
        appendNote(samples, frequency);
    }
    QByteArray wav("RIFF");
    append(wav, static_cast<quint32>(36 + samples.size()));
    wav += "WAVEfmt ";
    append(wav, quint32 { 16 });
    append(wav, quint16 { 1 });
    append(wav, quint16 { 1 });
    append(wav, quint32 { sample_rate });
    append(wav, quint32 { sample_rate * 2 });
    append(wav, quint16 { 2 });
    append(wav, quint16 { 16 });
    wav += "data";
    append(wav, static_cast<quint32>(samples.size()));
    return wav + samples;
}

} // namespace streamgauge
