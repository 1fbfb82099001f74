using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Cluster.Options;

/// <summary>Reads <see cref="ClusterOptions"/> from their section, and reports all errors in one message with a line each.</summary>
internal sealed class ClusterOptionsSection(IConfiguration? configuration) : IConfigureOptions<ClusterOptions>, IValidateOptions<ClusterOptions>
{
    public void Configure(ClusterOptions options)
    {
        foreach (var given in Given())
        {
            if (given.Value is { } text)
                ClusterOptionTable.Apply(options, given.Key, text);
        }
    }

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        List<string> errors = [];
        if (configuration?.GetSection(ClusterOptions.SectionName).Value is { Length: > 0 } value)
            errors.Add($"{ClusterOptions.SectionName} is '{value}'; allowed: a section.");
        errors.AddRange(Given().Select(static given => ClusterOptionTable.ReadErrorOf(given.Path, given.Key, given.Value)).OfType<string>());
        errors.AddRange(ClusterOptionTable.RangeErrorsOf(options));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>
    /// Returns whether the configuration has the section at all. Usually it has not, and then a start should pay for no more.
    /// </summary>
    public static bool IsIn(IConfiguration configuration)
    {
        var section = configuration.GetSection(ClusterOptions.SectionName);
        return !string.IsNullOrEmpty(section.Value) || section.GetChildren().Any();
    }

    private IEnumerable<IConfigurationSection> Given() => configuration?.GetSection(ClusterOptions.SectionName).GetChildren() ?? [];
}
