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
        var errors = new List<string>();
        AddValues(errors, path, options, section);
        AddKeys(errors, runtime, section);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private static void AddValues(List<string> errors, string path, RuntimeOptions options, IConfigurationSection? section)
    {
        var checks = options.Check();
        for (var i = 0; i < checks.Count; i++)
        {
            var check = checks[i];
            if (section?.GetSection(check.Name) is { } given && Misread(given) is { } found)
                errors.Add(Sentence(path, check, found));
            if (!check.IsValid)
                errors.Add(Sentence(path, check, Describe(check.Value)));
        }
    }

    /// <summary>What stands there in place of a value of the right type; null when nothing is wrong.</summary>
    private static string? Misread(IConfigurationSection given)
    {
        if (given.Value is { } text)
            return OptionTable.TryFind(given.Key, out var row) && !row.TryApply(new RuntimeOptions(), text) ? $"'{text}'" : null;
        return given.GetChildren().Any() ? "a section" : null;
    }

    private static void AddKeys(List<string> errors, string runtime, IConfigurationSection? section)
    {
        if (section is null)
            return;
        if (!string.IsNullOrEmpty(section.Value))
            errors.Add($"{section.Path} is '{section.Value}'; allowed: a section.");
        foreach (var child in section.GetChildren())
        {
            if (!OptionTable.IsKeyOf(runtime, child.Key))
                errors.Add($"{child.Path} is not an option; {NearestKey.Suggest(child.Key, "options", OptionTable.KeysOf(runtime))}");
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
