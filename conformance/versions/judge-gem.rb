# Reads two versions a line, or with the argument `range` a version and a requirement, with a tab between. Answers -1, 0
# or 1, or 1 and 0 for inside and outside, or a question mark where RubyGems finds one of them wrong.
require "rubygems"

STDIN.each_line do |line|
  left, right = line.chomp.split("\t", -1)
  begin
    if ARGV[0] == "range"
      requirement = Gem::Requirement.new(right.split(",").map(&:strip))
      puts requirement.satisfied_by?(Gem::Version.new(left)) ? 1 : 0
    else
      puts Gem::Version.new(left) <=> Gem::Version.new(right)
    end
  rescue ArgumentError
    puts "?"
  end
end
