using System.Globalization;

namespace HostedRuntime.Configuration;

/// <summary>Reads values from their text in the configuration. The same everywhere: no culture takes part.</summary>
internal static class OptionText
{
    public static bool Integer(string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    /// <summary>Empty is none: an environment variable has no other way to say so.</summary>
    public static bool OptionalInteger(string text, out int? value)
    {
        value = null;
        if (text.Length == 0)
            return true;
        if (!Integer(text, out var number))
            return false;
        value = number;
        return true;
    }

    /// <summary>A bare number is refused: TimeSpan reads "10" as ten days, and who writes it means seconds.</summary>
    public static bool Span(string text, out TimeSpan value)
    {
        value = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Empty is none, as for <see cref="OptionalInteger"/>.</summary>
    public static string? Optional(string text) => text.Length == 0 ? null : text;

    /// <summary>By name only: Enum.TryParse also takes numbers and lists, which name nothing that the message offers.</summary>
    public static bool Name<T>(string text, out T value) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (string.Equals(candidate.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
