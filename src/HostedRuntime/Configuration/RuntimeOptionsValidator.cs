using System.Globalization;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Finds everything that is wrong with a runtime's options and with the section that they came from, and says it in one message, a line
/// each: values outside their range, values of a wrong type, keys that are no options.
/// </summary>
internal sealed class RuntimeOptionsValidator(RuntimeRegistry runtimes, IConfiguration? configuration = null) : IValidateOptions<RuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, RuntimeOptions options)
    {
        if (runtimes.WithOptions(name) is not { } runtime)
            return ValidateOptionsResult.Skip;
        var path = RuntimeName.SectionOf(runtime);
        var section = configuration?.GetSection(path);
        var errors = Values(path, options, section).Concat(Keys(runtime, section)).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private static IEnumerable<string> Values(string path, RuntimeOptions options, IConfigurationSection? section)
    {
        foreach (var check in options.Check())
        {
            if (section?.GetSection(check.Name) is { } given && Misread(given) is { } found)
                yield return Sentence(path, check, found);
            if (!check.IsValid)
                yield return Sentence(path, check, Describe(check.Value));
        }
    }

    /// <summary>What stands there in place of a value of the right type; null when nothing is wrong.</summary>
    private static string? Misread(IConfigurationSection given)
    {
        if (given.Value is { } text)
            return OptionTable.TryFind(given.Key, out var row) && !row.TryApply(new RuntimeOptions(), text) ? $"'{text}'" : null;
        return given.GetChildren().Any() ? "a section" : null;
    }

    private static IEnumerable<string> Keys(string runtime, IConfigurationSection? section)
    {
        if (section is null)
            yield break;
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is '{section.Value}'; allowed: a section.";
        var keys = OptionTable.KeysOf(runtime);
        foreach (var child in section.GetChildren())
        {
            if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                yield return $"{child.Path} is not an option; {NearestKey.Suggest(child.Key, "options", keys)}";
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Sentence(string path, RuntimeOptionCheck check, string found) => $"{path}:{check.Name} is {found}; allowed: {check.Allowed}.";
}
