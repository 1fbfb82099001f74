using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace HostedRuntime.Configuration;

/// <summary>
/// Finds mistakes that the configuration binder accepts silently, in the section of an options type and in all sections below it. The
/// mistakes are keys that are no properties, values in place of sections, sections in place of values, and time spans that are bare
/// numbers.
/// </summary>
internal static class SectionCheck
{
    /// <summary>Returns a sentence for each mistake, in the order of the section.</summary>
    /// <param name="section">The section of the options.</param>
    /// <param name="options">Their type.</param>
    public static IEnumerable<string> ErrorsOf(
        IConfigurationSection section, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type options)
    {
        if (!string.IsNullOrEmpty(section.Value))
            return [$"{section.Path} is '{section.Value}'; allowed: a section."];
        return IsCollection(options) ? ElementErrors(section, options) : PropertyErrors(section, options.GetProperties());
    }

    private static IEnumerable<string> PropertyErrors(IConfigurationSection section, PropertyInfo[] properties)
    {
        string[] keys = [.. properties.Select(KeyOf)];
        foreach (var child in section.GetChildren())
        {
            var i = Array.FindIndex(keys, key => key.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (i < 0)
                yield return $"{child.Path} is not an option; {NearestKey.Suggest(child.Key, "options", keys)}";
            else
            {
                foreach (var error in ValueErrors(child, properties[i].PropertyType))
                    yield return error;
            }
        }
    }

    private static string KeyOf(PropertyInfo property) => property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;

    private static IEnumerable<string> ValueErrors(IConfigurationSection given, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(TimeSpan) && given.Value is { } text && BareNumber(text) is { } days)
            return [$"{given.Path} is '{text}', which is {days} {(days == 1 ? "day" : "days")}; write '{TimeSpan.FromSeconds(days):c}' for seconds, or '{days}.00:00:00' for days."];
        // Compiled ahead of time, the types below the options' own have no properties to look at.
        return RuntimeFeature.IsDynamicCodeSupported ? NestedErrors(given, type) : [];
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Trimming keeps the setters that a generated binder calls, and with them their properties; a type without properties is not looked at.")]
    private static IEnumerable<string> NestedErrors(IConfigurationSection given, Type type)
    {
        if (IsAnything(type))
            return [];
        if (IsScalar(type))
            return given.Value is null && given.GetChildren().Any() ? [$"{given.Path} is a section; allowed: a value."] : [];
        if (IsCollection(type))
            return ElementErrors(given, type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        if (properties.Length == 0)
            return [];
        return string.IsNullOrEmpty(given.Value) ? PropertyErrors(given, properties) : [$"{given.Path} is '{given.Value}'; allowed: a section."];
    }

    /// <summary>Checks the elements of a list or a dictionary. Its keys may be any.</summary>
    private static IEnumerable<string> ElementErrors(IConfigurationSection section, Type collection)
        => ElementOf(collection) is { } element && RuntimeFeature.IsDynamicCodeSupported ? section.GetChildren().SelectMany(child => ValueErrors(child, element)) : [];

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Called where no code was compiled ahead of time. An interface that trimming has removed is not looked at.")]
    private static Type? ElementOf(Type collection)
    {
        if (collection.IsArray)
            return collection.GetElementType();
        var items = collection.GetInterfaces().Append(collection)
            .FirstOrDefault(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        return items is { IsGenericType: true } && items.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? items.GetGenericArguments()[1] : items;
    }

    private static bool IsCollection(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    /// <summary>Returns whether any content is valid for a type, as far as the type shows.</summary>
    /// <returns>True if the section itself is the value, or if only an instance could show what is valid; otherwise false.</returns>
    private static bool IsAnything(Type type)
        => type == typeof(object) || type.IsAssignableTo(typeof(IConfiguration)) || (type.IsAbstract && !IsCollection(type));

    /// <summary>Returns whether a type is bound from a single value. Decides by the type's converter, as the binder does.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A converter that trimming has removed makes the type no scalar, and a type without properties is not looked at.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "As above.")]
    private static bool IsScalar(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    /// <summary>Returns the number if the text is a bare number. TimeSpan reads it as days, but its author usually means seconds.</summary>
    private static int? BareNumber(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
