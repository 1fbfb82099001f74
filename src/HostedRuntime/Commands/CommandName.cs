using System.Runtime.CompilerServices;

namespace HostedRuntime.Commands;

/// <summary>
/// A command's name: <c>command</c> or <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c>. Apart from case it has one spelling.
/// </summary>
internal readonly record struct CommandName(string? Plugin, string Command)
{
    public const string Grammar = "a command's name is 'command' or 'plugin:plugin|command', and neither part is empty or contains ':' or '|'";

    private const string Prefix = "plugin:";

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public static bool TryParse(string text, out CommandName name)
    {
        string? plugin = null;
        var command = text;
        if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            var bar = text.IndexOf('|', StringComparison.Ordinal);
            (plugin, command) = bar < 0 ? (text[Prefix.Length..], "") : (text[Prefix.Length..bar], text[(bar + 1)..]);
        }

        name = new CommandName(plugin, command);
        return IsPart(command) && (plugin is null || IsPart(plugin));
    }

    public static CommandName Check(string text, [CallerArgumentExpression(nameof(text))] string parameter = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        return TryParse(text, out var name) ? name : throw new ArgumentException($"A command cannot be named '{text}': {Grammar}.", parameter);
    }

    public override string ToString() => Plugin is null ? Command : $"{Prefix}{Plugin}|{Command}";

    private static bool IsPart(string part) => !string.IsNullOrWhiteSpace(part) && !part.AsSpan().ContainsAny(':', '|');
}
