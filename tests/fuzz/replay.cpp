// Runs a fuzz target over the files it is given, without a fuzzer. A file *.hex holds one input a line.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** paths) {
  int inputs = 0;
  for (int i = 1; i < count; ++i) {
    std::ifstream in(paths[i], std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "cannot read %s\n", paths[i]);
      return 1;
    }
    std::vector<std::vector<std::uint8_t>> all;
    if (std::string(paths[i]).ends_with(".hex")) {
      for (std::string line; std::getline(in, line);) {
        all.emplace_back();
        for (std::size_t at = 0; at + 1 < line.size(); at += 2)
          all.back().push_back(
              static_cast<std::uint8_t>(std::strtoul(line.substr(at, 2).c_str(), nullptr, 16)));
      }
    } else {
      all.emplace_back((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    }
    for (const auto& input : all) LLVMFuzzerTestOneInput(input.data(), input.size());
    inputs += static_cast<int>(all.size());
  }
  std::printf("%d inputs\n", inputs);
  return inputs == 0 ? 1 : 0;
}
