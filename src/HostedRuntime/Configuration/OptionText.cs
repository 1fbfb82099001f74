using System.Globalization;

namespace HostedRuntime.Configuration;

/// <summary>Reads values from their text in the configuration, by the invariant culture.</summary>
internal static class OptionText
{
    public static bool Integer(string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads an integer, or null from an empty text, because an environment variable has no other way to say null.</summary>
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

    /// <summary>
    /// Reads a duration. A bare number is refused, because TimeSpan reads "10" as ten days, and its author means seconds.
    /// </summary>
    public static bool Span(string text, out TimeSpan value)
    {
        value = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Returns the text, or null for an empty text, as <see cref="OptionalInteger"/> does.</summary>
    public static string? Optional(string text) => text.Length == 0 ? null : text;

    /// <summary>Reads an enum value by its name only. Enum.TryParse also takes numbers and lists, which messages do not offer.</summary>
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
