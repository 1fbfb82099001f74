using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Finds everything that is wrong with the options and with the section that they came from, and says it in one message, a line
/// each: values outside their range, values of a wrong type, keys that are no options.
/// </summary>
internal sealed class RuntimeOptionsValidator(IConfiguration? configuration = null) : IValidateOptions<RuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, RuntimeOptions options)
    {
        if (name != Options.DefaultName)
            return ValidateOptionsResult.Skip;
        var section = configuration?.GetSection(RuntimeOptions.SectionName);
        var errors = Values(options, section).Concat(Keys(section)).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private static IEnumerable<string> Values(RuntimeOptions options, IConfigurationSection? section)
    {
        foreach (var check in options.Check())
        {
            if (section?.GetSection(check.Name) is { } given && Misread(given) is { } found)
                yield return Sentence(check, found);
            if (!check.IsValid)
                yield return Sentence(check, Describe(check.Value));
        }
    }

    /// <summary>What stands there in place of a value of the right type; null when nothing is wrong.</summary>
    private static string? Misread(IConfigurationSection given)
    {
        if (given.Value is { } text)
            return OptionTable.TryFind(given.Key, out var row) && !row.TryApply(new RuntimeOptions(), text) ? $"'{text}'" : null;
        return given.GetChildren().Any() ? "a section" : null;
    }

    private static IEnumerable<string> Keys(IConfigurationSection? section)
    {
        if (section is null)
            yield break;
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is '{section.Value}'; allowed: a section.";
        foreach (var child in section.GetChildren())
        {
            if (!OptionTable.IsKey(child.Key))
            {
                yield return $"{section.Path}:{child.Key} is not an option; "
                    + (NearestKey.Find(child.Key, OptionTable.Keys) is { } near ? $"did you mean '{near}'?" : $"options: {string.Join(", ", OptionTable.Keys)}.");
            }
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Sentence(RuntimeOptionCheck check, string found) => $"{RuntimeOptions.SectionName}:{check.Name} is {found}; allowed: {check.Allowed}.";
}
