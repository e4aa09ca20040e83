import JSON
import Testing

@Test("an object prints sorted, numbers as written")
func printsSorted() throws {
    #expect(try JSON(parsing: #"{"b":[1,2.0,{}],"a":"\u00e9"}"#).compact == #"{"a":"é","b":[1,2.0,{}]}"#)
}
