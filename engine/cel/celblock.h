// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace streamgauge {

/// What CEL values share: immutable after construction, counted, freed with its
/// last owner. Any thread.
class CelBlock
{
public:
    CelBlock() = default;
    CelBlock(const CelBlock &) = delete;
    CelBlock &operator=(const CelBlock &) = delete;
    virtual ~CelBlock();

private:
    friend class CelBlockPtr;
    mutable std::atomic<std::uint32_t> owners_ { 0 };
};

/// One owner of a block. One pointer wide, because a CEL value has to stay
/// small.
class CelBlockPtr
{
public:
    CelBlockPtr() noexcept = default;
    /// Becomes one of the owners of `block`, which was made by new.
    explicit CelBlockPtr(const CelBlock *block) noexcept
        : block_(block)
    {
        if (block_ != nullptr)
            block_->owners_.fetch_add(1, std::memory_order_relaxed);
    }
    CelBlockPtr(const CelBlockPtr &other) noexcept
        : CelBlockPtr(other.block_)
    {
    }
    CelBlockPtr(CelBlockPtr &&other) noexcept
        : block_(std::exchange(other.block_, nullptr))
    {
    }
    CelBlockPtr &operator=(CelBlockPtr other) noexcept
    {
        std::swap(block_, other.block_);
        return *this;
    }
    ~CelBlockPtr()
    {
        if (block_ != nullptr)
            release();
    }

    [[nodiscard]] const CelBlock *get() const noexcept { return block_; }

private:
    void release() noexcept;

    const CelBlock *block_ = nullptr;
};

} // namespace streamgauge
