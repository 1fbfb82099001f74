namespace HostedRuntime.Configuration;

/// <summary>One option in the configuration: its key, and how its text gets into the options.</summary>
internal sealed class OptionRow
{
    private readonly Func<RuntimeOptions, string, bool> _tryApply;

    private OptionRow(string key, Func<RuntimeOptions, string, bool> tryApply)
    {
        Key = key;
        _tryApply = tryApply;
    }

    public string Key { get; }

    public static OptionRow Of<T>(string key, OptionParser<T> parser, Action<RuntimeOptions, T> apply) => new(key, (options, text) =>
    {
        if (!parser(text, out var value))
            return false;
        apply(options, value);
        return true;
    });

    /// <summary>False when the text is not of the option's type; the options are untouched then. Ranges are not looked at here.</summary>
    public bool TryApply(RuntimeOptions options, string text) => _tryApply(options, text);
}
