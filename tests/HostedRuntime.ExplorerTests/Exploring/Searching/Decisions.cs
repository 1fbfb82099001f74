using System.Globalization;

namespace HostedRuntime.Exploring;

/// <summary>
/// The decisions that repeat an execution: each decision whose choice is not the first option, by its number. Read and written as text:
/// <c>12:1 40:2</c>.
/// </summary>
internal sealed class Decisions
{
    private readonly SortedDictionary<int, int> _choices = [];

    public int this[int number]
    {
        get => _choices.GetValueOrDefault(number);
        set
        {
            if (value != 0)
                _choices[number] = value;
        }
    }

    public static Decisions Parse(string text)
    {
        var decisions = new Decisions();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            decisions[int.Parse(part.AsSpan(0, colon), CultureInfo.InvariantCulture)] = int.Parse(part.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        }

        return decisions;
    }

    public override string ToString() => string.Join(' ', _choices.Select(static choice => $"{choice.Key}:{choice.Value}"));
}
