using System.Globalization;

namespace Starvation;

/// <summary>The arguments of a comparison.</summary>
internal static class Arguments
{
    public static bool TryRead(ReadOnlySpan<string> args, out int seconds, out string plot)
    {
        (seconds, plot) = (10, "");
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return false;
            switch (args[i])
            {
                case "--seconds" when int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 2 and <= 600:
                    break;
                case "--plot":
                    plot = args[i + 1];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
