#pragma once

#include "common/accounting/running_stats.h"

namespace tradepit::writer {

using Closing = common::Closing;
using SeriesOpening = common::SeriesOpening;
using Standing = common::RunningStats;

}  // namespace tradepit::writer
