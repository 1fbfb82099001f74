using System.Globalization;

namespace HostedRuntime.Diagnostics;

/// <summary>Writes a number with its noun, such as "1 sender" or "2,000 senders".</summary>
internal static class Counted
{
    public static string Of(long count, string noun) => Of(count, noun, noun + "s");

    public static string Of(long count, string noun, string plural) => $"{Number(count)} {(count == 1 ? noun : plural)}";

    /// <summary>Writes a number with its groups of thousands, alike in all cultures.</summary>
    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
