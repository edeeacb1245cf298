#pragma once
#include <map>
#include <string>
#include <string_view>

#include "bot/result.h"

/// Callback XML as paths and texts: "FromUserName", "ScanCodeInfo/ScanType". Several text and CDATA nodes of
/// one element are joined; of repeated elements the first wins, except "OptionId", whose texts are joined by
/// '\n'. Refused: any DOCTYPE or processing instruction, over 64 kB, deeper than 16, more than 200 nodes.
Result<std::map<std::string, std::string>> read_xml(std::string_view text);
