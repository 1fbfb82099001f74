using System.Globalization;

namespace HostedRuntime.Scheduling;

/// <summary>A set of logical processors of the machine, written as in "0-3,6".</summary>
internal sealed class ProcessorSet
{
    /// <summary>The number of processors that a set can hold, as in the C library's cpu_set_t.</summary>
    public const int Most = 1024;

    private const int BitsOfWord = 64;

    /// <summary>One bit for each processor, as in the masks of the systems.</summary>
    private readonly ulong[] _words;

    public ProcessorSet(ulong[] words) => _words = words;

    public ulong[] Words => [.. _words];

    public static bool TryParse(string text, out ProcessorSet set)
    {
        set = new ProcessorSet(new ulong[Most / BitsOfWord]);
        foreach (var range in text.Split(','))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !TryParseNumber(ends[0], out var first) || !TryParseNumber(ends[^1], out var last) || last < first)
                return false;
            for (var processor = first; processor <= last; processor++)
                set._words[processor / BitsOfWord] |= 1UL << (processor % BitsOfWord);
        }

        return true;
    }

    public bool Contains(int processor) => (_words[processor / BitsOfWord] & (1UL << (processor % BitsOfWord))) != 0;

    public bool IsWithin(ProcessorSet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & ~(i < other._words.Length ? other._words[i] : 0)) != 0)
                return false;
        }

        return true;
    }

    /// <summary>Returns the shortest text for this set.</summary>
    public override string ToString()
    {
        var ranges = new List<string>();
        var end = _words.Length * BitsOfWord;
        for (var processor = 0; processor < end; processor++)
        {
            if (!Contains(processor))
                continue;
            var first = processor;
            while (processor + 1 < end && Contains(processor + 1))
                processor++;
            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{first}{(processor > first ? $"-{processor}" : "")}"));
        }

        return string.Join(',', ranges);
    }

    private static bool TryParseNumber(string text, out int processor)
        => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out processor) && processor < Most;
}
