// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/positiontracker.h"

#include <utility>

namespace streamgauge {

void PositionTracker::begin(const BinlogPosition &start)
{
    file_ = start.file;
    offset_ = start.offset;
    event_offset_ = start.offset;
    committed_ = start;
    gtid_text_is_old_ = false;
    forgetOpen();
    mariadb_.reset();
    mysql_.reset();
    if (start.gtid.empty())
        return;
    if (flavour_ == Flavour::MariaDb)
        mariadb_ = MariaDbGtidState::parse(start.gtid);
    else
        mysql_ = MySqlGtidSet::parse(start.gtid);
}

void PositionTracker::event(const EventHeader &header)
{
    event_offset_ = offset_;
    // A format description sent again for a start in mid-file has no place of its own.
    if (header.isArtificial() || (header.type == EventType::FormatDescription && header.end_position == 0))
        return;
    std::uint64_t end = offset_ + header.size;
    if (header.end_position != 0) {
        // The header has 32 bits; files may be larger. The value nearest to the expected one is meant.
        constexpr std::uint64_t wrap = 1ULL << 32;
        std::uint64_t said = (end & ~(wrap - 1)) | header.end_position;
        if (said + wrap / 2 < end)
            said += wrap;
        else if (said > end + wrap / 2 && said >= wrap)
            said -= wrap;
        end = said;
    }
    offset_ = end;
    event_offset_ = end >= header.size ? end - header.size : 0;
}

void PositionTracker::rotate(std::string file, std::uint64_t offset)
{
    file_ = std::move(file);
    offset_ = offset;
    event_offset_ = offset;
    committed_.file = file_;
    committed_.offset = offset;
}

const std::string &PositionTracker::place()
{
    if (place_offset_ != event_offset_ || place_file_ != file_) {
        place_offset_ = event_offset_;
        place_file_ = file_;
        place_ = file_;
        place_.push_back(':');
        place_ += std::to_string(event_offset_);
    }
    return place_;
}

std::string PositionTracker::openGtid() const
{
    if (open_mariadb_)
        return open_mariadb_->text();
    return open_mysql_ ? open_mysql_->text() : std::string();
}

bool PositionTracker::learn(ByteSpan body)
{
    if (flavour_ == Flavour::MariaDb) {
        auto state = MariaDbGtidState::read(body);
        if (state && !mariadb_)
            mariadb_ = std::move(state);
        else if (!state)
            return false;
    } else {
        auto set = MySqlGtidSet::read(body);
        if (set && !mysql_)
            mysql_ = std::move(set);
        else if (!set)
            return false;
    }
    gtid_text_is_old_ = true;
    return true;
}

void PositionTracker::commit()
{
    if (open_mariadb_ && mariadb_)
        mariadb_->add(*open_mariadb_);
    if (open_mysql_ && mysql_)
        mysql_->add(*open_mysql_);
    gtid_text_is_old_ = gtid_text_is_old_ || open_mariadb_ || open_mysql_;
    forgetOpen();
    if (committed_.file != file_)
        committed_.file = file_;
    committed_.offset = offset_;
}

void PositionTracker::forgetOpen()
{
    open_mariadb_.reset();
    open_mysql_.reset();
}

const BinlogPosition &PositionTracker::committed() const
{
    if (gtid_text_is_old_) {
        gtid_text_is_old_ = false;
        committed_.gtid = mariadb_ ? mariadb_->text() : mysql_ ? mysql_->text() : std::string();
    }
    return committed_;
}

} // namespace streamgauge
